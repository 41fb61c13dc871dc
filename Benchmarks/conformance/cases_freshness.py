"""How long a response is fresh: RFC 9111 §4.2, §5.2.2, §5.3 and the Age it arrived with."""

from model import C, O, R, age, any_, case, fill, hit, miss


def kept(name, clause, *headers, kind=O, needs=(), **reply):
    case(name, kind, clause, fill(*headers, **reply), hit(), needs=needs)


def not_kept(name, clause, *headers, kind=R, wait=0, needs=(), **reply):
    case(name, kind, clause, fill(*headers, **reply), miss(wait=wait), needs=needs)


not_kept("fresh-nothing", "9111 §3: no explicit lifetime, no Last-Modified", kind=C)
kept("fresh-max-age", "9111 §5.2.2.1", "Cache-Control: max-age=3600")
not_kept("fresh-max-age-over", "9111 §4.2", "Cache-Control: max-age=1", wait=3)
not_kept("fresh-max-age-0", "9111 §5.2.2.1", "Cache-Control: max-age=0")
not_kept("fresh-max-age-0-validator", "9111 §5.2.2.1", "Cache-Control: max-age=0", 'ETag: "a"')
kept("fresh-s-maxage", "9111 §5.2.2.10", "Cache-Control: s-maxage=3600")
not_kept("fresh-s-maxage-over", "9111 §5.2.2.10", "Cache-Control: s-maxage=1", wait=3)
not_kept("fresh-s-maxage-0", "9111 §5.2.2.10", "Cache-Control: s-maxage=0")
kept("fresh-s-maxage-longer-max-age", "9111 §5.2.2.10", "Cache-Control: max-age=1, s-maxage=3600")
case("fresh-s-maxage-longer-later", O, "9111 §5.2.2.10", fill("Cache-Control: max-age=1, s-maxage=3600"), hit(wait=3))
case("fresh-s-maxage-over-max-age-0", O, "9111 §5.2.2.10", fill("Cache-Control: max-age=0, s-maxage=3600"), hit())
not_kept("fresh-s-maxage-shorter", "9111 §5.2.2.10", "Cache-Control: max-age=3600, s-maxage=1", wait=3)
not_kept("fresh-s-maxage-0-max-age", "9111 §5.2.2.10", "Cache-Control: max-age=3600, s-maxage=0")
not_kept("fresh-s-maxage-0-expires", "9111 §5.2.2.10", "Cache-Control: s-maxage=0", "Expires: <+3600>")
kept("fresh-s-maxage-past-expires", "9111 §5.2.2.10", "Cache-Control: s-maxage=3600", "Expires: <-3600>")
kept("fresh-expires", "9111 §5.3", "Expires: <+3600>")
not_kept("fresh-expires-over", "9111 §5.3", "Expires: <+1>", wait=3)
not_kept("fresh-expires-past", "9111 §5.3", "Expires: <-3600>")
not_kept("fresh-expires-past-validator", "9111 §5.3", "Expires: <-3600>", "Last-Modified: <-100000>")
not_kept("fresh-expires-now", "9111 §5.3", "Expires: <+0>")
kept("fresh-max-age-past-expires", "9111 §5.3: max-age wins", "Cache-Control: max-age=3600", "Expires: <-3600>")
kept("fresh-max-age-invalid-expires", "9111 §5.3: max-age wins", "Cache-Control: max-age=3600", "Expires: 0")
not_kept("fresh-max-age-0-future-expires", "9111 §5.3: max-age wins", "Cache-Control: max-age=0", "Expires: <+3600>")
not_kept("fresh-max-age-1-future-expires", "9111 §5.3: max-age wins", "Cache-Control: max-age=1", "Expires: <+3600>", wait=3)
kept("fresh-max-age-expires-order", "9111 §5.3: max-age wins", "Expires: <-3600>", "Cache-Control: max-age=3600")

# Expires is measured against Date.
kept("fresh-expires-date-early", "9111 §4.2.1: lifetime is Expires minus Date", "Date: <-3600>", "Expires: <+60>")
not_kept("fresh-expires-before-date", "9111 §4.2.1: lifetime is Expires minus Date", "Date: <+3600>", "Expires: <+1800>")
not_kept("fresh-expires-equals-date", "9111 §4.2.1", "Date: <+0>", "Expires: <+0>")
not_kept("fresh-expires-past-clock-after-date", "9111 §4.2.3: apparent age", "Date: <-7200>", "Expires: <-3600>")
kept("fresh-expires-no-date", "9110 §6.6.1: no Date, time of receipt", "Expires: <+3600>", reply_date=False)
not_kept("fresh-expires-past-no-date", "9110 §6.6.1", "Expires: <-3600>", reply_date=False)
kept("fresh-max-age-no-date", "9110 §6.6.1", "Cache-Control: max-age=3600", reply_date=False)
not_kept("fresh-date-old-max-age", "9111 §4.2.3: apparent age", "Date: <-7200>", "Cache-Control: max-age=3600")
kept("fresh-date-old-max-age-longer", "9111 §4.2.3: apparent age", "Date: <-1800>", "Cache-Control: max-age=3600")
kept("fresh-date-future-max-age", "9111 §4.2.3: apparent age is never negative", "Date: <+1800>", "Cache-Control: max-age=3600")
kept("fresh-date-invalid-max-age", "9110 §6.6.1", "Date: yesterday", "Cache-Control: max-age=3600")

# The age a response arrives with counts.
for name, *lines in (("max-age", "Cache-Control: max-age=3600"), ("s-maxage", "Cache-Control: s-maxage=3600"),
                     ("expires", "Expires: <+3600>")):
    not_kept(f"fresh-{name}-age-more", "9111 §4.2.3: age on arrival", *lines, "Age: 7200")
    not_kept(f"fresh-{name}-age-equal", "9111 §4.2.3: fresh only while lifetime exceeds age", *lines, "Age: 3600")
    kept(f"fresh-{name}-age-less", "9111 §4.2.3", *lines, "Age: 1800")
    not_kept(f"fresh-{name}-age-runs-out", "9111 §4.2.3: age on arrival", *lines, "Age: 3599", wait=3)
    kept(f"fresh-{name}-age-0", "9111 §4.2.3", *lines, "Age: 0")

# Large numbers.
for value in ("2147483647", "2147483648", "2147483649", "4294967296", "99999999999", "9223372036854775808",
              "99999999999999999999999999"):
    kept(f"fresh-max-age-large-{value}", "9111 §1.2.2: overflow is 2^31 or more", f"Cache-Control: max-age={value}")
    not_kept(f"fresh-age-large-{value}", "9111 §1.2.2: overflow is 2^31 or more", "Cache-Control: max-age=3600", f"Age: {value}")
kept("fresh-s-maxage-large", "9111 §1.2.2", "Cache-Control: s-maxage=99999999999")
kept("fresh-expires-2038", "9111 §5.3", "Expires: Tue, 19 Jan 2038 14:14:08 GMT")
kept("fresh-expires-2106", "9111 §5.3", "Expires: Sun, 07 Feb 2106 14:14:08 GMT")
kept("fresh-expires-9999", "9111 §5.3", "Expires: Fri, 31 Dec 9999 23:59:59 GMT")
not_kept("fresh-expires-1900", "9111 §5.3", "Expires: Mon, 01 Jan 1900 00:00:00 GMT")
not_kept("fresh-expires-0001", "9111 §5.3", "Expires: Mon, 01 Jan 0001 00:00:00 GMT")

# Names and neighbours of directives.
for text in ("MAX-AGE=3600", "Max-Age=3600", "mAx-aGe=3600", "S-MAXAGE=3600"):
    kept(f"fresh-case-{text[:-5]}", "9111 §5.2: names are case-insensitive", f"Cache-Control: {text}")
not_kept("fresh-case-zero", "9111 §5.2", "Cache-Control: MAX-AGE=0", "Expires: <+3600>")
kept("fresh-extension", "9111 §5.2.3: unknown directives are ignored", "Cache-Control: foobar, max-age=3600")
kept("fresh-extension-value", "9111 §5.2.3", "Cache-Control: foo=bar, max-age=3600, baz")
kept("fresh-extension-quoted", "9111 §5.2.3", 'Cache-Control: foo="max-age=0, no-store", max-age=3600')
kept("fresh-public", "9111 §5.2.2.9", "Cache-Control: public, max-age=3600")
kept("fresh-no-transform", "9111 §5.2.2.6", "Cache-Control: no-transform, max-age=3600")
kept("fresh-immutable", "8246", "Cache-Control: max-age=3600, immutable")
case("fresh-several-times", O, "9111 §4.2", fill("Cache-Control: max-age=3600"), hit(), hit(), hit(wait=1))
case("fresh-expired-then-fresh", O, "9111 §4.2", fill("Cache-Control: max-age=1"), miss("Cache-Control: max-age=3600", wait=3), hit())

"""Dates, numbers and directives as they are found in the wild: RFC 9110 §5.6, RFC 9111 §4.2.1, §5.1, §5.2, §5.3."""

from datetime import datetime, timedelta, timezone

from model import C, O, R, case, fill, hit, miss
from cases_freshness import kept, not_kept

soon = datetime.now(timezone.utc) + timedelta(days=20)
later = soon.strftime


def bad(name, value, kind=R):
    not_kept(f"expires-{name}", "9111 §5.3: an invalid date is in the past", f"Expires: {value}", kind=kind)


kept("expires-imf", "9110 §5.6.7", later("Expires: %a, %d %b %Y %H:%M:%S GMT"))
kept("expires-rfc850", "9110 §5.6.7: recipients accept obsolete forms", later("Expires: %A, %d-%b-%y %H:%M:%S GMT"))
kept("expires-asctime", "9110 §5.6.7: recipients accept obsolete forms", later("Expires: %a %b ") + f"{soon.day:2d}" + later(" %H:%M:%S %Y"))
not_kept("expires-rfc850-past", "9110 §5.6.7: over 50 years ahead is past", "Expires: Thursday, 18-Aug-88 02:01:18 GMT")
not_kept("expires-asctime-past", "9110 §5.6.7", "Expires: Thu Aug  8 02:01:18 2019")
bad("0", "0")
bad("minus-1", "-1")
bad("number", "3600")
bad("empty", "")
bad("word", "never")
bad("hour-one-digit", later("%a, %d %b %Y 5:%M:%S GMT"))
bad("year-two-digits", later("%a, %d %b %y %H:%M:%S GMT"))
bad("zone-lower", later("%a, %d %b %Y %H:%M:%S gmt"), kind=C)
bad("zone-utc", later("%a, %d %b %Y %H:%M:%S UTC"))
bad("zone-numeric", later("%a, %d %b %Y %H:%M:%S +0000"))
bad("zone-other", later("%a, %d %b %Y %H:%M:%S AEST"))
bad("zone-absent", later("%a, %d %b %Y %H:%M:%S"))
bad("spaces", later("%a, %d  %b  %Y  %H:%M:%S  GMT"))
bad("no-comma", later("%a %d %b %Y %H:%M:%S GMT"))
bad("dashes", later("%a, %d-%b-%Y %H:%M:%S GMT"))
bad("time-periods", later("%a, %d %b %Y %H.%M.%S GMT"))
bad("no-seconds", later("%a, %d %b %Y %H:%M GMT"))
bad("trailing-junk", later("%a, %d %b %Y %H:%M:%S GMT junk"))
bad("leading-junk", later("x%a, %d %b %Y %H:%M:%S GMT"))
bad("quoted", later('"%a, %d %b %Y %H:%M:%S GMT"'))
bad("iso", later("%Y-%m-%dT%H:%M:%SZ"))
bad("month-31-feb", "Wed, 31 Feb 2035 12:00:00 GMT")
bad("hour-25", later("%a, %d %b %Y 25:%M:%S GMT"))
bad("day-one-digit", "Thu, 5 Nov 2037 12:00:00 GMT")
bad("month-name", later("%a, %d Foo %Y %H:%M:%S GMT"))
bad("wrong-weekday-name", later("Xyz, %d %b %Y %H:%M:%S GMT"), kind=C)
kept("expires-wrong-weekday", "9110 §5.6.7", "Expires: Mon, 01 Jan 2036 00:00:00 GMT", kind=C)
kept("expires-lower-case", "9110 §5.6.7: dates are case-sensitive", later("Expires: %a, %d %b %Y %H:%M:%S GMT").replace("Expires: ", "expires: "), kind=O)
bad("month-upper", later("%a, %d %b %Y %H:%M:%S GMT").upper(), kind=C)
not_kept("expires-lines-past-first", "9111 §4.2.1: first or stale", "Expires: <-3600>", "Expires: <+3600>")
kept("expires-lines-future-first", "9111 §4.2.1: first or stale", "Expires: <+3600>", "Expires: <-3600>", kind=C)
kept("expires-lines-same", "9111 §4.2.1: first or stale", "Expires: Tue, 19 Jan 2038 14:14:08 GMT", "Expires: Tue, 19 Jan 2038 14:14:08 GMT", kind=C)
bad("list", later("%a, %d %b %Y %H:%M:%S GMT") + ", Thu, 01 Jan 1970 00:00:00 GMT", kind=C)
not_kept("expires-list-past-first", "9111 §4.2.1: first or stale", "Expires: Thu, 01 Jan 1970 00:00:00 GMT, " + later("%a, %d %b %Y %H:%M:%S GMT"))

AGE = "Cache-Control: max-age=3600"
IGNORE = "9111 §5.1: an invalid Age is ignored"
FIRST = "9111 §5.1: the first member counts"
for name, value in (("negative", "-7200"), ("decimal", "7200.0"), ("quoted", '"7200"'), ("alpha-prefix", "a7200"), ("alpha-suffix", "7200a"),
                    ("word", "old"), ("plus", "+7200"), ("empty", ""), ("space-inside", "72 00"), ("hex", "0x1c20")):
    kept(f"age-{name}", IGNORE, AGE, f"Age: {value}", kind=O)
kept("age-zero-decimal", IGNORE, AGE, "Age: 0.0")
kept("age-leading-zeros-fresh", "9111 §5.1", AGE, "Age: 0000060")
not_kept("age-leading-zeros-stale", "9111 §5.1: digits", AGE, "Age: 00007200")
kept("age-parameter", IGNORE, AGE, "Age: 7200;foo=bar", kind=C)
kept("age-parameter-fresh", IGNORE, AGE, "Age: 60;foo=bar", kind=C)
not_kept("age-lines-old-first", FIRST, AGE, "Age: 7200", "Age: 0")
kept("age-lines-new-first", FIRST, AGE, "Age: 0", "Age: 7200", kind=C)
not_kept("age-list-old-first", FIRST, AGE, "Age: 7200, 0")
kept("age-list-new-first", FIRST, AGE, "Age: 0, 7200", kind=C)
not_kept("age-lines-same", FIRST, AGE, "Age: 7200", "Age: 7200")
kept("age-lines-invalid-first", IGNORE, AGE, "Age: foo", "Age: 0", kind=O)
not_kept("age-spaces", "9110 §5.5: whitespace around a value", AGE, "Age:    7200   ")

CC = "9111 §5.2"
STALE = "9111 §4.2.1: invalid freshness is stale"
kept("cc-max-age-quoted", "9111 §5.2: accept both forms", 'Cache-Control: max-age="3600"')
not_kept("cc-max-age-quoted-0", "9111 §5.2: accept both forms", 'Cache-Control: max-age="0"', "Expires: <+3600>", kind=R)
not_kept("cc-max-age-single-quoted", STALE, "Cache-Control: max-age='3600'")
not_kept("cc-max-age-negative", STALE, "Cache-Control: max-age=-3600")
not_kept("cc-max-age-negative-expires", STALE, "Cache-Control: max-age=-3600", "Expires: <+3600>", kind=C)
kept("cc-max-age-leading-zeros", "9111 §1.2.2: digits", "Cache-Control: max-age=003600")
for name, value in (("decimal", "3600.0"), ("half", "0.5"), ("plus", "+3600"), ("alpha-prefix", "a3600"), ("alpha-suffix", "3600a"), ("empty", ""),
                    ("word", "long"), ("space", "36 00")):
    not_kept(f"cc-max-age-{name}", STALE, f"Cache-Control: max-age={value}", kind=R if name not in ("decimal", "alpha-suffix", "space") else C)
not_kept("cc-max-age-no-value", STALE, "Cache-Control: max-age")
not_kept("cc-max-age-space-before-equals", "9110 §5.6.6: none around =", "Cache-Control: max-age =3600", kind=C)
not_kept("cc-max-age-space-after-equals", "9110 §5.6.6: none around =", "Cache-Control: max-age= 3600", kind=C)
not_kept("cc-0-space-before-equals", "9111 §4.2.1", "Cache-Control: max-age =0", kind=R)
kept("cc-max-age-twice-same", CC, "Cache-Control: max-age=3600, max-age=3600", kind=O)
kept("cc-max-age-lines-same", CC, "Cache-Control: max-age=3600", "Cache-Control: max-age=3600", kind=O)
FIRSTCC = "9111 §4.2.1: first occurrence or stale"
not_kept("cc-max-age-twice-0-first", FIRSTCC, "Cache-Control: max-age=0, max-age=3600")
kept("cc-max-age-twice-0-last", FIRSTCC, "Cache-Control: max-age=3600, max-age=0", kind=C)
not_kept("cc-max-age-lines-0-first", FIRSTCC, "Cache-Control: max-age=0", "Cache-Control: max-age=3600")
kept("cc-max-age-lines-0-last", FIRSTCC, "Cache-Control: max-age=3600", "Cache-Control: max-age=0", kind=C)
not_kept("cc-max-age-twice-short-first", FIRSTCC, "Cache-Control: max-age=1, max-age=3600", wait=3)
not_kept("cc-s-maxage-twice-0-first", FIRSTCC, "Cache-Control: s-maxage=0, s-maxage=3600")
not_kept("cc-s-maxage-invalid", STALE, "Cache-Control: s-maxage=x, max-age=3600", kind=C)
not_kept("cc-max-age-in-quotes", "9110 §5.6.4: a string is one value", 'Cache-Control: foo="bar, max-age=3600"', kind=R)
not_kept("cc-quoted-max-age-then-short", "9110 §5.6.4", 'Cache-Control: foo="max-age=3600", max-age=1', wait=3)
not_kept("cc-short-then-quoted-max-age", "9110 §5.6.4", 'Cache-Control: max-age=1, foo="max-age=3600"', wait=3)
kept("cc-s-maxage-other-line", "9111 §5.2", "Cache-Control: max-age=0", "Cache-Control: s-maxage=3600")
not_kept("cc-s-maxage-short-other-line", "9111 §5.2", "Cache-Control: max-age=3600", "Cache-Control: s-maxage=1", wait=3)
kept("cc-no-store-in-quotes", "9110 §5.6.4", 'Cache-Control: foo="no-store", max-age=3600')
kept("cc-no-store-in-quotes-comma", "9110 §5.6.4", 'Cache-Control: max-age=3600, foo="a, no-store, b"')
kept("cc-escaped-quote", "9110 §5.6.4: quoted-pair", 'Cache-Control: foo="a\\", no-store, b", max-age=3600')
not_kept("cc-no-store-unclosed-quote", "9111 §5.2: when in doubt, not stored", 'Cache-Control: max-age=3600, foo="bar, no-store', kind=C)
not_kept("cc-no-store-after-string", CC, 'Cache-Control: foo="a, b", no-store, max-age=3600')
not_kept("cc-no-store-line-2", CC, "Cache-Control: max-age=3600", "Cache-Control: no-store")
kept("cc-two-lines", CC, "Cache-Control: public", "Cache-Control: max-age=3600")
not_kept("cc-empty-members", "9110 §5.6.1: empty members are ignored", "Cache-Control: ,, no-store ,,max-age=3600,")
kept("cc-empty-members-fresh", "9110 §5.6.1", "Cache-Control: , ,max-age=3600,,")
kept("cc-tabs", "9110 §5.6.3", "Cache-Control: public,\tmax-age=3600")
kept("cc-no-spaces", CC, "Cache-Control: public,max-age=3600")
not_kept("cc-no-store-value", CC, "Cache-Control: no-store=yes, max-age=3600", kind=C)
kept("cc-prefix-of-name", CC, "Cache-Control: no-store-me, x-private, max-age=3600", kind=O)
kept("cc-semicolons", CC, "Cache-Control: max-age=3600; public", kind=C)
not_kept("cc-name-suffix", CC, "Cache-Control: xmax-age=3600")

"""What a request may ask of a cache (RFC 9111 §5.2.1, §5.4), what methods do (§2, §4, 9110 §9), and the Age, Date and Via of answers."""

from model import C, O, R, age, any_, case, fill, hit, miss, valid

F = "Cache-Control: max-age=3600"
E = 'ETag: "a"'


def asks(name, kind, clause, directive, *stored, step=miss, wait=0, needs="fresh-max-age", **rest):
    case(f"ask-{name}", kind, clause, fill(*(stored or (F,))), step(send=directive, wait=wait, **rest), needs=needs)


asks("unknown", O, "9111 §5.2.3", "Cache-Control: nothing-to-see-here", step=hit)
asks("unknown-pragma", O, "9111 §5.4", "Pragma: foo", step=hit)
asks("no-cache", C, "9111 §5.2.1.4: prefers validation", "Cache-Control: no-cache")
asks("no-cache-case", C, "9111 §5.2.1.4", "Cache-Control: No-Cache")
asks("no-cache-validates", C, "9111 §5.2.1.4", "Cache-Control: no-cache", F, E, step=lambda **k: valid("inm", **k))
asks("no-store", C, "9111 §5.2.1.5: says nothing of what is stored", "Cache-Control: no-store", step=hit)
case("ask-no-store-not-stored", R, "9111 §5.2.1.5: nothing of it is stored", fill(F, send="Cache-Control: no-store"), miss())
case("ask-no-store-case", R, "9111 §5.2.1.5", fill(F, send="Cache-Control: No-Store"), miss())
asks("max-age-0", C, "9111 §5.2.1.1: prefers age up to it", "Cache-Control: max-age=0")
asks("max-age-1", C, "9111 §5.2.1.1", "Cache-Control: max-age=1", wait=3)
asks("max-age-old", C, "9111 §5.2.1.1", "Cache-Control: max-age=600", F, "Age: 1800")
asks("max-age-young", O, "9111 §5.2.1.1", "Cache-Control: max-age=3600", F, "Age: 1800", step=hit)
asks("max-age-large", O, "9111 §5.2.1.1", "Cache-Control: max-age=99999999999", step=hit)
asks("min-fresh", C, "9111 §5.2.1.3", "Cache-Control: min-fresh=7200")
asks("min-fresh-age", C, "9111 §5.2.1.3", "Cache-Control: min-fresh=1000", F, "Age: 3000")
asks("min-fresh-met", O, "9111 §5.2.1.3", "Cache-Control: min-fresh=1000", step=hit)
asks("max-stale", C, "9111 §5.2.1.2: may answer stale", "Cache-Control: max-stale=1000", "Cache-Control: max-age=1", step=hit, wait=3)
asks("max-stale-any", C, "9111 §5.2.1.2", "Cache-Control: max-stale", "Cache-Control: max-age=1", step=hit, wait=3)
asks("max-stale-exceeded", R, "9111 §5.2.1.2", "Cache-Control: max-stale=1", "Cache-Control: max-age=1", wait=4)
asks("max-stale-must-revalidate", R, "9111 §5.2.2.2", "Cache-Control: max-stale=1000", "Cache-Control: max-age=1, must-revalidate", wait=3)
asks("max-stale-age", C, "9111 §5.2.1.2", "Cache-Control: max-stale=1000", "Cache-Control: max-age=1500", "Age: 2000", step=hit)
asks("only-if-cached", O, "9111 §5.2.1.7: stored answer", "Cache-Control: only-if-cached", step=hit)
case("ask-only-if-cached-504", R, "9111 §5.2.1.7: 504 when nothing stored", hit(send="Cache-Control: only-if-cached", status=504))
asks("only-if-cached-stale", R, "9111 §5.2.1.7", "Cache-Control: only-if-cached", "Cache-Control: max-age=1, must-revalidate", step=hit, wait=3, status=504, gets=None)
asks("pragma", C, "9111 §5.4: treated as no-cache", "Pragma: no-cache")
asks("pragma-cache-control", C, "9111 §5.4: ignored beside Cache-Control", ("Pragma: no-cache", "Cache-Control: max-stale=1"), step=hit)
asks("two-lines", C, "9110 §5.3", ("Cache-Control: foo", "Cache-Control: no-cache"))
asks("quoted", C, "9111 §5.2", 'Cache-Control: foo="no-cache"', step=hit)
case("ask-no-cache-refreshes", O, "9111 §4: newest answer is kept", fill(F), miss(F, send="Cache-Control: no-cache"), hit(like=1), needs="ask-no-cache")
case("ask-forwarded", O, "9111 §5.2: directives are passed on", fill(F, send="Cache-Control: max-age=0, foo=bar", saw="Cache-Control"))

# Methods
case("method-head-from-get", O, "9110 §9.3.2: HEAD out of a stored GET", fill(F, "X-A: 1"), hit(method="HEAD", has="X-A: 1"))
case("method-head-length", O, "9110 §9.3.2", fill(F, reply_body="12345"), hit(method="HEAD", has="Content-Length: 5"))
case("method-get-not-from-head", R, "9111 §4: method of the stored request", fill(F, method="HEAD"), miss())
case("method-head-twice", C, "9110 §9.3.2", fill(F, method="HEAD"), hit(method="HEAD"))
case("method-post-nothing", R, "9110 §9.3.3", fill(method="POST", body="a"), miss(method="POST", body="a"))
case("method-post-fresh-post", R, "9111 §4: POST is written through", fill(F, "Content-Location: /{key}", method="POST", body="a"), miss(method="POST", body="a"))
case("method-post-fresh-get", O, "9110 §9.3.3: explicit lifetime and Content-Location", fill(F, "Content-Location: /{key}", method="POST", body="a"), hit())
case("method-post-fresh-get-absolute", O, "9110 §9.3.3", fill(F, "Content-Location: http://origin.example/{key}", method="POST", body="a", send="Host: origin.example"), hit(send="Host: origin.example"))
case("method-post-no-location", R, "9110 §9.3.3", fill(F, method="POST", body="a"), miss())
case("method-post-other-location", R, "9110 §9.3.3", fill(F, "Content-Location: /{key}/other", method="POST", body="a"), miss())
case("method-post-location-no-lifetime", R, "9110 §9.3.3: explicit lifetime", fill("Content-Location: /{key}", "Last-Modified: <-1000000>", method="POST", body="a"), miss())
case("method-post-expires-get", O, "9110 §9.3.3", fill("Expires: <+3600>", "Content-Location: /{key}", method="POST", body="a"), hit())
case("method-post-through-fresh", R, "9111 §4", fill(F), miss(F, method="POST", body="b"))
for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "M-SEARCH", "QUERY-ME"):
    case(f"method-{method}-not-stored", R, "9111 §3: method understood as cacheable", fill(F, method=method, body="x"), miss())
    case(f"method-{method}-through", R, "9111 §4", fill(F), miss(F, method=method, body="x"))
case("method-get-with-content", C, "9110 §9.3.1", fill(F, body="a"), hit())
case("method-put-content", R, "9110 §9.3.4", any_(method="PUT", body="hello", check=lambda run, response, arrived: None if arrived and arrived[0].body == b"hello" else "content did not arrive"))
case("method-case", R, "9110 §9.1: methods are case-sensitive", fill(F), any_(method="get", check=lambda run, response, arrived: "answered from GET" if response.status == 200 and not arrived else None))
case("method-trace", C, "9110 §9.3.8", any_(method="TRACE", send="Cookie: secret=1"))

# Age, Date, Via


def aged(low, high):
    def check(run, response, arrived):
        value = age(response)
        if value is None:
            return f"no Age, or not a number: {response.values('Age')}"
        return None if low <= value <= high else f"Age {value}, expected {low} to {high}"
    return check


def same_date(run, response, arrived):
    first, now = run.responses[0].values("Date"), response.values("Date")
    return None if first == now else f"Date {now}, was {first}"


def one(name):
    def check(run, response, arrived):
        values = response.values(name)
        return None if len(values) == 1 else f"{name}: {values}"
    return check


case("age-generated", R, "9111 §5.1: MUST generate Age on reuse", fill(F), hit(wait=3, check=aged(2, 6)), needs="fresh-max-age")
case("age-generated-at-once", R, "9111 §5.1", fill(F), hit(check=aged(0, 4)), needs="fresh-max-age")
case("age-added", R, "9111 §4.2.3: on top of the Age it came with", fill(F, "Age: 30"), hit(wait=3, check=aged(32, 37)), needs="fresh-max-age-age-less")
case("age-added-expires", R, "9111 §4.2.3", fill("Expires: <+3600>", "Age: 30"), hit(wait=3, check=aged(32, 37)), needs="fresh-expires-age-less")
case("age-apparent", R, "9111 §4.2.3: apparent age", fill(F, "Date: <-60>"), hit(check=aged(59, 64)), needs="fresh-date-old-max-age-longer")
case("age-single", R, "9111 §5.1: one value", fill(F, "Age: 30"), hit(check=one("Age")), needs="fresh-max-age-age-less")
case("age-delay", R, "9111 §4.2.3: response delay counts", fill(F, "Age: 10", reply_delay=3), hit(check=aged(13, 18)), needs="fresh-max-age-age-less")
case("age-delay-expires", R, "9111 §4.2.3: corrected age counts against the lifetime", fill("Cache-Control: max-age=12", "Age: 10", reply_delay=3), miss())
case("age-forwarded", R, "9111 §5.1: Age of the origin's cache stays on a miss", fill(F, "Age: 30", check=aged(30, 33), setup=False))
case("age-not-on-plain-miss", C, "9111 §5.1: Age says not first-hand", fill(F, lacks="Age", setup=False))
case("age-head", R, "9111 §5.1", fill(F), hit(method="HEAD", wait=2, check=aged(1, 6)), needs="method-head-from-get")
case("age-304", R, "9111 §5.1", fill(F, E), hit(send='If-None-Match: "a"', wait=2, status=304, check=aged(1, 6)), needs="inm-strong")
case("date-kept", R, "9111 §4: Date is the origin's", fill(F, "Date: <-30>"), hit(wait=2, check=same_date), needs="fresh-max-age")
case("date-kept-expires", R, "9111 §4", fill("Expires: <+3600>"), hit(wait=2, check=same_date), needs="fresh-expires")
case("date-generated", R, "9110 §6.6.1: recipients with a clock add Date", fill(F, reply_date=False), hit(check=one("Date")), needs="fresh-max-age-no-date")
case("date-single", R, "9110 §6.6.1", fill(F), hit(check=one("Date")), needs="fresh-max-age")
case("via-response", C, "9110 §7.6.3", fill(F, has="Via", setup=False))
case("via-request", R, "9110 §7.6.3: a proxy MUST send Via", any_(saw="Via"))
case("via-appended", R, "9110 §7.6.3", any_(send="Via: 1.1 before", check=lambda run, response, arrived: None if any("before" in v for r in arrived for v in r.values("Via")) else "earlier Via lost"))
case("host-kept", C, "9110 §7.2", fill(F, send="Host: example.org", saw="Host: example.org", setup=False))
case("host-in-key", R, "9111 §2: the key is the target URI", fill(F, send="Host: a.example"), miss(F, send="Host: b.example"))

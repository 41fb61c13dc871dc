"""What may be stored and what of it: RFC 9111 §3, §3.1, §3.5, §5.2.2."""

from model import C, O, R, any_, case, fill, hit, miss, valid
from cases_freshness import kept, not_kept

LM = "Last-Modified: <-2592000>"
for name, value in (("no-store", "no-store"), ("no-store-fresh", "no-store, max-age=3600"), ("no-store-last", "max-age=3600, no-store"),
                    ("no-store-case", "No-StOrE, max-age=3600"), ("no-store-public", "public, no-store, max-age=3600"), ("private", "private"),
                    ("private-fresh", "private, max-age=3600"), ("private-case", "PrIvAtE, max-age=3600"), ("private-s-maxage", "private, s-maxage=3600"),
                    ("private-public", "private, public, max-age=3600"), ("no-cache", "no-cache"), ("no-cache-fresh", "no-cache, max-age=3600"),
                    ("no-cache-case", "No-CaChE, max-age=3600"), ("no-cache-s-maxage", "no-cache, s-maxage=3600"), ("no-cache-public", "public, no-cache, max-age=3600")):
    not_kept(f"store-{name}", "9111 §5.2.2", f"Cache-Control: {value}")
    if "fresh" not in name:
        not_kept(f"store-{name}-expires", "9111 §5.2.2", f"Cache-Control: {value}", "Expires: <+3600>", LM)
case("store-old-kept-no-store", R, "9111 §3: a new no-store answer is not stored", fill("Cache-Control: max-age=1"), miss("Cache-Control: no-store, max-age=3600", wait=3), miss())
case("store-no-cache-validated", O, "9111 §5.2.2.4: stored, reused once validated", fill("Cache-Control: no-cache, max-age=3600", 'ETag: "a"'), valid("inm", 'ETag: "a"'))
case("store-no-cache-validated-lm", O, "9111 §5.2.2.4", fill("Cache-Control: no-cache, max-age=3600", LM), valid("ims"))
case("store-max-age-0-validated", O, "9111 §4.3", fill("Cache-Control: max-age=0", 'ETag: "a"'), valid("inm", 'ETag: "a"'))
kept("store-must-revalidate", "9111 §5.2.2.2: fresh", "Cache-Control: max-age=3600, must-revalidate")
kept("store-proxy-revalidate", "9111 §5.2.2.8: fresh", "Cache-Control: max-age=3600, proxy-revalidate")
not_kept("store-must-revalidate-over", "9111 §5.2.2.2", "Cache-Control: max-age=1, must-revalidate", wait=3)
not_kept("store-proxy-revalidate-over", "9111 §5.2.2.8", "Cache-Control: max-age=1, proxy-revalidate", wait=3)
UNDERSTOOD = "9111 §5.2.2.3"
kept("understand-200", UNDERSTOOD, "Cache-Control: must-understand, max-age=3600")
kept("understand-200-no-store", UNDERSTOOD + ": no-store is ignored when understood", "Cache-Control: must-understand, no-store, max-age=3600")
kept("understand-404-no-store", UNDERSTOOD, "Cache-Control: no-store, must-understand, max-age=3600", status=404)
not_kept("understand-599", UNDERSTOOD + ": unknown status", "Cache-Control: must-understand, max-age=3600", status=599)
not_kept("understand-599-no-store", UNDERSTOOD, "Cache-Control: must-understand, no-store, max-age=3600", status=599)
not_kept("understand-299", UNDERSTOOD, "Cache-Control: max-age=3600, must-understand", status=299)
not_kept("understand-499-case", UNDERSTOOD, "Cache-Control: max-age=3600, Must-Understand", status=499)
kept("store-set-cookie", "9111 §7.3: explicit lifetime", "Cache-Control: max-age=3600", "Set-Cookie: a=b")
case("store-set-cookie-field", R, "9111 §3.1: all fields", fill("Cache-Control: max-age=3600", "Set-Cookie: a=b; Path=/"), hit(has="Set-Cookie: a=b; Path=/", setup=True), needs="store-set-cookie")
kept("store-pragma", "9111 §5.4: Pragma in responses means nothing", "Cache-Control: max-age=3600", "Pragma: no-cache")
not_kept("store-pragma-heuristic", "9111 §5.4", LM, "Pragma: no-cache", kind=C)
case("auth-no-cache-fields", R, "9111 §3.5", fill('Cache-Control: max-age=3600, no-cache="X"', send="Authorization: Basic YTpi"), miss())
kept("store-attachment-heuristic", "9111 §4.2.2", LM, "Content-Disposition: attachment", kind=C)
kept("store-attachment", "9111 §3", "Cache-Control: max-age=3600", "Content-Disposition: attachment; filename=a.txt")
case("store-request-cookie", O, "9111 §3: Cookie changes nothing", fill("Cache-Control: max-age=3600", send="Cookie: a=b"), hit(send="Cookie: a=b"))
case("store-request-cookie-other", O, "9111 §3: Cookie changes nothing", fill("Cache-Control: max-age=3600", send="Cookie: a=b"), hit(send="Cookie: a=c"))

AUTH = "Authorization: Basic YTpi"
ALLOW = "9111 §3.5"
case("auth-alone", R, ALLOW, fill("Cache-Control: max-age=3600", send=AUTH), miss(send=AUTH))
case("auth-alone-other-reader", R, ALLOW, fill("Cache-Control: max-age=3600", send=AUTH), miss())
case("auth-expires", R, ALLOW, fill("Expires: <+3600>", send=AUTH), miss(send=AUTH))
case("auth-proxy-revalidate", R, ALLOW, fill("Cache-Control: max-age=3600, proxy-revalidate", send=AUTH), miss(send=AUTH))
case("auth-heuristic", R, ALLOW, fill(LM, send=AUTH), miss(send=AUTH))
for name, value in (("public", "max-age=3600, public"), ("must-revalidate", "max-age=3600, must-revalidate"), ("s-maxage", "s-maxage=3600")):
    case(f"auth-{name}", O, ALLOW, fill(f"Cache-Control: {value}", send=AUTH), hit(send=AUTH))
    case(f"auth-{name}-other-reader", O, ALLOW, fill(f"Cache-Control: {value}", send=AUTH), hit())
case("auth-hit-with-authorization", C, ALLOW, fill("Cache-Control: max-age=3600"), hit(send=AUTH))
case("auth-s-maxage-0", R, ALLOW, fill("Cache-Control: s-maxage=0, max-age=3600", send=AUTH), miss(send=AUTH))
case("auth-passed-on", R, "9110 §11.6.2", fill(send=AUTH, saw=AUTH, setup=False))

F = "Cache-Control: max-age=3600"
FIELDS = ("Test-Header: a", "X-Test: b, c", "Content-Foo: d", "X-Content-Foo: e", "Content-Type: text/x; charset=utf-8", "Content-Language: de", "Content-MD5: rL0Y20zC+Fzt72VPzMSk2A==",
          "Content-Location: /foo", "Content-Disposition: inline", "Content-Encoding: x-none", "Content-Security-Policy: default-src 'self'", "ETag: \"x!#$%&'()*~\"", "Last-Modified: Tue, 15 Nov 1994 12:45:26 GMT",
          "Expires: Tue, 19 Jan 2038 14:14:08 GMT", "Set-Cookie: a=b", "Set-Cookie2: a=b", "Clear-Site-Data: cookies", "Public-Key-Pins: x", "X-Frame-Options: deny", "X-XSS-Protection: 1", "X-Content-Type-Options: nosniff",
          "Strict-Transport-Security: max-age=1", "Link: </a>; rel=b", "Allow: GET", "Accept-Ranges: none", "Alt-Svc: clear", "Server: mine", "Retry-After: 3", "Location: /b", "WWW-Authenticate: Basic realm=x", "P3P: x", "Warning: 199 - x",
          "Access-Control-Allow-Origin: *", "Timing-Allow-Origin: *", "SourceMap: /x", "Refresh: 3", "Authentication-Info: x", "Server-Timing: a;dur=1", "Pragma: x", "Digest: x=y", "Repr-Digest: x=:YQ==:")
for field in FIELDS:
    case(f"kept-field-{field.partition(':')[0]}", R, "9111 §3.1: every field is stored", fill(F, field), hit(has=field, setup=False), needs=("fresh-max-age", "store-set-cookie") if "Cookie" in field else "fresh-max-age")
case("kept-field-cache-control", R, "9111 §3.1", fill("Cache-Control: max-age=3600, foo=\"b,c\""), hit(has='Cache-Control: max-age=3600, foo="b,c"', setup=False), needs="fresh-max-age")
case("kept-field-many", R, "9111 §3.1", fill(F, *(f"X-Field-{n}: {n}" for n in range(60))), hit(has=[f"X-Field-{n}: {n}" for n in range(60)]), needs="fresh-max-age")
case("kept-field-repeated", R, "9110 §5.3: order of lines", fill(F, "X-A: 1", "X-B: 0", "X-A: 2", "X-A: 3"), hit(has="X-A: 1, 2, 3"), needs="fresh-max-age")
case("kept-field-cookies", R, "9110 §5.3: Set-Cookie isn't joined", fill(F, "Set-Cookie: a=1", "Set-Cookie: b=2"), hit(has=("Set-Cookie: a=1", "Set-Cookie: b=2")), needs="store-set-cookie")
case("kept-field-empty", R, "9110 §5.5", fill(F, "X-Empty:"), hit(has="X-Empty"), needs="fresh-max-age")
case("kept-field-latin1", R, "9110 §5.5: obs-text is opaque", fill(F, "X-Bytes: caf\xe9 \xff"), hit(has="X-Bytes: caf\xe9 \xff"), needs="fresh-max-age")
case("kept-field-long", R, "9110 §5.4", fill(F, "X-Long: " + "x" * 6000), hit(has="X-Long: " + "x" * 6000), needs="fresh-max-age")
HOP = ("Keep-Alive: timeout=5", "Proxy-Connection: keep-alive", "Upgrade: foo", "TE: trailers", "Proxy-Authenticate: Basic realm=x", "Proxy-Authentication-Info: x", "Proxy-Authorization: Basic YTpi")
for field in HOP:
    name = field.partition(":")[0]
    kind = R if name in ("Keep-Alive", "Proxy-Connection", "Upgrade", "TE") else C
    case(f"hop-stored-{name}", kind, "9111 §3.1, 9110 §7.6.1", fill(F, field), hit(lacks=name), needs="fresh-max-age")
    case(f"hop-forwarded-{name}", kind, "9110 §7.6.1", any_(F, field, lacks=field))
case("connection-listed-stored", R, "9111 §3.1: fields that Connection names", fill(F, "Connection: X-Hop, x-two", "X-Hop: 1", "X-Two: 2", "X-Stay: 3"), hit(lacks=("X-Hop", "X-Two"), has="X-Stay: 3"), needs="fresh-max-age")
case("connection-listed-forwarded", R, "9110 §7.6.1", any_(F, "Connection: X-Hop", "X-Hop: 1", lacks="X-Hop"))
case("connection-listed-request", R, "9110 §7.6.1", any_(send=("Connection: X-Hop", "X-Hop: 1", "X-Stay: 2"), unseen="X-Hop", saw="X-Stay: 2"))
case("connection-listed-vary", R, "9110 §7.6.1, 9111 §4.1", fill(F, "Connection: X-Hop", "X-Hop: 1", "Vary: Foo", send="Foo: 1"), miss(send="Foo: 2"))
case("request-keep-alive", R, "9110 §7.6.1", any_(send=("Keep-Alive: 300", "Proxy-Connection: keep-alive", "TE: trailers"), unseen=("Keep-Alive", "Proxy-Connection")))
case("request-fields-verbatim", R, "9110 §7.6.1: others are forwarded", any_(send=("X-Foo: caf\xe9", "User-Agent: t/1", "Accept: a/b"), saw=("X-Foo: caf\xe9", "User-Agent: t/1", "Accept: a/b")))
case("no-cache-field-omitted", R, "9111 §5.2.2.4: field not reused unvalidated", fill('Cache-Control: max-age=3600, no-cache="X-Secret"', "X-Secret: 1", "X-Open: 2"), any_(F, lacks="X-Secret: 1"))
case("no-cache-fields-omitted", R, "9111 §5.2.2.4", fill('Cache-Control: max-age=3600, no-cache="X-A, x-secret"', "X-Secret: 1", "X-A: 2"), any_(F, lacks=("X-Secret: 1", "X-A: 2")))
case("no-cache-field-reuse", O, "9111 §5.2.2.4", fill('Cache-Control: max-age=3600, no-cache="X-Secret"', "X-Open: 2"), hit(has="X-Open: 2"))
case("no-cache-field-unquoted", C, "9111 §5.2.2.4: token form", fill("Cache-Control: max-age=3600, no-cache=X-Secret", "X-Secret: 1"), any_(F, lacks="X-Secret: 1"))
case("private-field-omitted", R, "9111 §5.2.2.7: field not stored", fill('Cache-Control: max-age=3600, private="X-Secret"', "X-Secret: 1", "X-Open: 2"), any_(F, lacks="X-Secret: 1"))
case("private-fields-omitted", R, "9111 §5.2.2.7", fill('Cache-Control: max-age=3600, private="x-a, X-Secret"', "X-Secret: 1", "X-A: 2"), any_(F, lacks=("X-Secret: 1", "X-A: 2")))
case("private-field-reuse", O, "9111 §5.2.2.7", fill('Cache-Control: max-age=3600, private="X-Secret"', "X-Open: 2"), hit(has="X-Open: 2"))
case("private-field-first-reader", C, "9111 §5.2.2.7", fill('Cache-Control: max-age=3600, private="X-Secret"', "X-Secret: 1", has="X-Secret: 1", setup=False))

"""A 304 and a HEAD freshen what is stored: RFC 9111 §3.2, §4.3.4, §4.3.5."""

from model import C, O, R, Reply, any_, case, fill, hit, miss, valid

S, F, E = "Cache-Control: max-age=1", "Cache-Control: max-age=3600", 'ETag: "a"'
LM = "Last-Modified: Tue, 15 Nov 1994 12:45:26 GMT"
U = "9111 §3.2: MUST update"
NEEDS = "validate-304-fresh-again"

for field in ("Test-Header: a", "X-Test-Header: a", "Content-Foo: a", "X-Content-Foo: a", "Content-Language: a", "Content-Location: /a", "Content-MD5: a", "Content-Security-Policy: a", "Content-Disposition: a", "Content-Type: text/a", "Expires: Tue, 19 Jan 2038 14:14:08 GMT", "Set-Cookie: a=1", "Public-Key-Pins: a", "X-Frame-Options: a", "X-XSS-Protection: a", "Clear-Site-Data: a",
              "Link: </a>", "Server: a", "Allow: a", "Location: /a", "Retry-After: 1", "Warning: 199 - a", "Strict-Transport-Security: max-age=1", "Access-Control-Allow-Origin: a", "Vary: Foo", "P3P: a", "Alt-Svc: a", "WWW-Authenticate: a", "Last-Modified: Tue, 15 Nov 1994 12:45:26 GMT"):
    name = field.partition(":")[0]
    new = {"Expires": "Expires: Tue, 19 Jan 2038 14:14:09 GMT", "Vary": "Vary: Bar", "Last-Modified": "Last-Modified: Tue, 15 Nov 1994 12:45:27 GMT"}.get(name, field + "b")
    kind = C if name in ("Content-Type", "Content-MD5", "Vary", "Location") else R
    case(f"update-{name}", kind, U, fill(S, E, field), valid("inm", F, E, new, wait=3, has=new), hit(has=new, lacks=field), needs=NEEDS)
    if name.startswith(("Test", "X-T", "Content-L", "Set-C", "Content-S")):
        case(f"update-not-sent-{name}", R, "9111 §3.2: what a 304 lacks stays", fill(S, E, field), valid("inm", F, E, wait=3, has=field), hit(has=field), needs=NEEDS)
        case(f"update-lm-{name}", R, U, fill(S, LM, field), valid("ims", F, new, wait=3, has=new), hit(has=new, lacks=field), needs="validate-304-fresh-again-lm")
case("update-Cache-Control", R, U, fill(S, E), valid("inm", "Cache-Control: max-age=3600, foo", E, wait=3, has="Cache-Control: max-age=3600, foo"), hit(has="Cache-Control: max-age=3600, foo"), needs=NEEDS)
case("update-new-field", R, U, fill(S, E), valid("inm", F, E, "X-New: 1", wait=3), hit(has="X-New: 1"), needs=NEEDS)
case("update-repeated", R, U + ", all lines replaced", fill(S, E, "X-A: 1", "X-A: 2"), valid("inm", F, E, "X-A: 3", wait=3), hit(has="X-A: 3", lacks=("X-A: 1", "X-A: 2")), needs=NEEDS)
case("update-Date", R, U, fill(S, E, "Date: <-0>"), valid("inm", F, E, wait=3), hit(check=lambda run, response, arrived: "Date not updated" if response.values("Date") == run.responses[0].values("Date") else None), needs=NEEDS)
case("update-Age", R, "9111 §4.2.3: age starts again", fill(S, E), valid("inm", F, E, wait=3), hit(check=lambda run, response, arrived: None if (response.values("Age") or ["x"])[0] in ("0", "1", "2") else f"Age {response.values('Age')}"), needs=NEEDS)
case("update-shorter", R, "9111 §4.3.4: new lifetime", fill("Cache-Control: max-age=2", E), valid("inm", S, E, wait=3), miss(F, wait=3), needs="validate-etag")
case("update-no-store", R, "9111 §5.2.2.5", fill(S, E), valid("inm", "Cache-Control: no-store", E, wait=3), miss(F), needs="validate-etag")
case("update-no-cache", R, "9111 §5.2.2.4", fill(S, E), valid("inm", "Cache-Control: no-cache", E, wait=3), miss(F), needs="validate-etag")
case("update-private", C, "9111 §5.2.2.7", fill(S, E), valid("inm", "Cache-Control: private, max-age=3600", E, wait=3), miss(F), needs="validate-etag")
case("update-expires-fresh", O, U, fill("Expires: <+1>", E), valid("inm", "Expires: <+3600>", E, wait=3), hit(), needs="validate-expires")
case("update-connection-listed", R, "9111 §3.1", fill(S, E), valid("inm", F, E, "Connection: X-Hop", "X-Hop: 1", wait=3, lacks="X-Hop"), hit(lacks="X-Hop"), needs=NEEDS)
case("update-Content-Length", R, "9111 §3.2: Content-Length isn't updated", fill(S, E), valid("inm", F, E, "Content-Length: 3", wait=3), hit(), needs=NEEDS)
case("update-Content-Length-0", R, "9111 §3.2: Content-Length isn't updated", fill(S, E), valid("inm", F, E, "Content-Length: 0", wait=3), hit(), needs=NEEDS)
case("update-Content-Encoding", C, "9111 §3.2: stored form depends on it", fill(S, E, "Content-Encoding: a"), valid("inm", F, E, "Content-Encoding: b", wait=3), hit(has="Content-Encoding: a"), needs=NEEDS)
case("update-Content-Range", C, "9111 §3.2", fill(S, E), valid("inm", F, E, "Content-Range: bytes 0-1/4", wait=3), hit(lacks="Content-Range"), needs=NEEDS)
case("update-Transfer-Encoding", C, "9110 §7.6.1", fill(S, E), valid("inm", F, E, "Transfer-Encoding: chunked", wait=3), hit(), needs=NEEDS)
case("update-other-etag", R, "9111 §4.3.4: a 304 for another strong tag freshens nothing", fill(S, E), any_(reply=Reply(304, F, 'ETag: "b"'), wait=3), miss(F), needs="validate-etag")
case("update-etag-absent", O, "9111 §4.3.4: stored tag stays", fill(S, E), valid("inm", F, wait=3), hit(has=E), needs=NEEDS)
case("update-weak-etag", O, "9111 §4.3.4: weak validators match", fill(S, 'ETag: W/"a"'), valid("inm", F, 'ETag: W/"a"', wait=3), hit(), needs="validate-weak-etag")

# HEAD
H = "9111 §4.3.5"


def head(name, kind, change, last, stored=(F, E, "X-A: 1"), needs="fresh-max-age", **reply):
    """GET stored, then a HEAD that must reach the origin (no-cache asks for it), then GET again."""
    case(f"head-{name}", kind, H, fill(*stored, reply_body="12345"), miss(*change, method="HEAD", send="Cache-Control: no-cache", setup=True, reply=reply.get("reply")), last, needs=needs)


head("updates-field", O, (F, E, "X-A: 2", "Content-Length: 5"), hit(has="X-A: 2"), reply=Reply(200, F, E, "X-A: 2", body="12345"))
head("updates-lifetime", C, (), miss(F), reply=Reply(200, "Cache-Control: max-age=0", E, body="12345"))
head("other-etag", C, (), miss(F), reply=Reply(200, F, 'ETag: "b"', body="12345"))
head("other-length", C, (), miss(F), reply=Reply(200, F, E, body="1234567"))
head("other-last-modified", C, (), miss(F), stored=(F, LM), reply=Reply(200, F, "Last-Modified: Tue, 15 Nov 1994 12:45:27 GMT", body="12345"))
head("410", C, (), miss(F), reply=Reply(410, F, body="12345"))
head("404-keeps", C, (), hit(), reply=Reply(404, F, body="12345"))
head("stale-updates", C, (), hit(), reply=Reply(200, F, E, body="12345"))
head("no-body-stored", R, (), any_(F, check=lambda run, response, arrived: None if response.body else "empty content after HEAD"), reply=Reply(200, F, 'ETag: "b"', body="12345"))
case("head-stale-get-stays", C, H, fill(S, E, reply_body="12345"), miss(wait=3, method="HEAD", setup=True, reply=Reply(200, F, E, "X-A: 2", body="12345")), hit(like=0, has="X-A: 2"))
case("head-304", R, "9111 §4.3.4", fill(S, E), valid("any", F, E, method="HEAD", wait=3, status=200), needs="validate-etag")

"""Unsafe methods invalidate: RFC 9111 §4.4."""

from model import C, O, R, Reply, any_, case, fill, hit, miss

F = "Cache-Control: max-age=3600"
I = "9111 §4.4"
UNSAFE = ("POST", "PUT", "DELETE", "PATCH", "M-SEARCH", "FROBNICATE")

for method in UNSAFE:
    case(f"invalidate-{method}", R, I + ": the target after success", fill(F), miss(method=method, body="x"), miss(F))
    case(f"invalidate-{method}-location", O, I + ": MAY for Location", fill(F, path="/b"), miss("Location: /{key}/b", method=method, body="x"), miss(F, path="/b"))
    case(f"invalidate-{method}-content-location", O, I + ": MAY for Content-Location", fill(F, path="/b"), miss("Content-Location: /{key}/b", method=method, body="x"), miss(F, path="/b"))
    for status in (400, 404, 500, 503):
        if method in ("POST", "M-SEARCH") or status in (404, 500):
            case(f"invalidate-not-{method}-{status}", O, I + ": only after success", fill(F), miss(status=status, method=method, body="x"), hit(like=0), needs="fresh-max-age")
for status in (201, 202, 204, 205, 299, 301, 302, 303, 307):
    case(f"invalidate-status-{status}", R, I + ": 2xx and 3xx", fill(F), miss(*(["Location: /elsewhere"] if status > 300 else []), status=status, method="POST", body="x"), miss(F))
case("invalidate-safe-options", O, I + ": safe methods don't", fill(F), miss(method="OPTIONS"), hit(like=0), needs="fresh-max-age")
case("invalidate-absolute-location", O, I, fill(F, path="/b", send="Host: a.example"), miss("Location: http://a.example/{key}/b", method="POST", body="x", send="Host: a.example"), miss(F, path="/b", send="Host: a.example"))
case("invalidate-other-origin", R, I + ": not of other origins", fill(F, path="/b", send="Host: a.example"), miss("Location: http://a.example/{key}/b", "Content-Location: http://a.example/{key}/b", method="POST", body="x", send="Host: b.example"), hit(like=0, path="/b", send="Host: a.example"), needs="fresh-max-age")
case("invalidate-relative-location", O, I, fill(F, path="/d/b"), miss("Content-Location: b", method="POST", body="x", path="/d/a"), miss(F, path="/d/b"))
case("invalidate-failed-location", O, I + ": only after success", fill(F, path="/b"), miss("Location: /{key}/b", status=500, method="POST", body="x"), hit(like=0, path="/b"), needs="fresh-max-age")
case("invalidate-all-variants", R, I, fill(F, "Vary: Foo", send="Foo: 1"), fill(F, "Vary: Foo", send="Foo: 2"), miss(method="POST", body="x"), miss(F, "Vary: Foo", send="Foo: 1"), miss(F, "Vary: Foo", send="Foo: 2"))
case("invalidate-other-url-stays", O, I, fill(F, path="/b"), miss(method="POST", body="x", path="/a"), hit(like=0, path="/b"), needs="fresh-max-age")
case("invalidate-elsewhere-during-fill", O, I + ": writes to other URLs don't cost this one its place", any_(reply=Reply(200, F, delay=2), beside=300, check=lambda run, response, arrived: run.bodies.__setitem__(0, response.text())), hit(like=0), needs="fresh-max-age")
case("invalidate-query-differs", O, I, fill(F, path="?a"), miss(method="POST", body="x", path="?b"), hit(like=0, path="?a"), needs="fresh-max-age")

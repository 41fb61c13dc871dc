"""Cache-Status (RFC 9211), Cache Groups (RFC 9875) and No-Vary-Search."""

import re

from model import C, O, R, any_, case, fill, hit, miss, valid

F = "Cache-Control: max-age=3600"
CS = "9211 §2"
MEMBER = re.compile(r'^(?:[A-Za-z*][\w!#$%&\'*+.^`|~:/-]*|"[^"]*")(?:;\s*[a-z*][a-z0-9_.*-]*(?:=(?:\?[01]|-?\d+(?:\.\d+)?|"(?:[^"\\]|\\.)*"|[A-Za-z*][\w!#$%&\'*+.^`|~:/-]*))?)*$')


def last(response):
    text = ", ".join(response.values("Cache-Status"))
    return re.split(r',\s*(?=(?:[^"]*"[^"]*")*[^"]*$)', text)[-1].strip() if text else None


def member(*wanted, lacks=()):
    def check(run, response, arrived):
        value = last(response)
        if value is None:
            return "no Cache-Status"
        if not MEMBER.match(value):
            return f"malformed: {value}"
        parameters = [p.strip() for p in value.split(";")[1:]]
        missing = [w for w in wanted if not any(re.fullmatch(w, p) for p in parameters)]
        extra = [w for w in lacks if any(re.fullmatch(w, p) for p in parameters)]
        return f"Cache-Status {value}: lacks {missing}, has {extra}" if missing or extra else None
    return check


case("cache-status-hit", C, CS + ".1: hit", fill(F), hit(check=member("hit", lacks=("fwd(=.*)?",))))
case("cache-status-miss", C, CS + ".2: fwd", any_(F, check=member("fwd=(uri-miss|miss)", lacks=("hit",))))
case("cache-status-fwd-status", C, CS + ".3", any_(F, check=member("fwd=(uri-miss|miss)")))
case("cache-status-stored", C, CS + ".5: stored", any_(F, check=member("stored")))
case("cache-status-not-stored", C, CS + ".5", any_("Cache-Control: no-store", check=member("fwd=.*", lacks=("stored",))))
case("cache-status-ttl", C, CS + ".4: ttl", fill(F), hit(check=member("hit", r"ttl=3(600|59\d)")))
case("cache-status-stale", C, CS + ".2: stale", fill("Cache-Control: max-age=1", 'ETag: "a"'), valid("inm", F, 'ETag: "a"', wait=3, check=member("fwd=stale", "fwd-status=304")))
case("cache-status-vary-miss", C, CS + ".2: vary-miss", fill(F, "Vary: Foo", send="Foo: 1"), any_(F, "Vary: Foo", send="Foo: 2", check=member("fwd=vary-miss")))
case("cache-status-method", C, CS + ".2: method", any_(method="POST", body="x", check=member("fwd=method")))
case("cache-status-request", C, CS + ".2: request", fill(F), any_(F, send="Cache-Control: no-cache", check=member("fwd=request")))
case("cache-status-appended", C, CS + ": after the origin's", any_(F, "Cache-Status: Upstream; hit", check=lambda run, response, arrived: None if "Upstream" in ", ".join(response.values("Cache-Status")) and last(response) != "Upstream; hit" else str(response.values("Cache-Status"))))
case("cache-status-appended-hit", C, CS, fill(F, "Cache-Status: Upstream; fwd=miss"), hit(check=lambda run, response, arrived: None if ", ".join(response.values("Cache-Status")).startswith("Upstream") else str(response.values("Cache-Status"))))
case("cache-status-304", C, CS, fill(F, 'ETag: "a"'), hit(send='If-None-Match: "a"', status=304, check=member("hit")))
case("cache-status-partial", C, CS + ".2: partial", fill(F, 'ETag: "a"'), hit(send="Range: bytes=0-1", status=206, check=member("hit")))
case("cache-status-504", C, CS, hit(send="Cache-Control: only-if-cached", status=504, check=member(lacks=("hit",))))

G = "9875 §3"


def grouped(name, kind, group, invalidation, last_step, method="POST", status=200, clause=G):
    # Cases run side by side at one authority: each has groups of its own.
    group, invalidation = (text and re.sub("(one|One|two|zero)", rf"\1-{name}", text) for text in (group, invalidation))
    case(f"groups-{name}", kind, clause, fill(F, *([f"Cache-Groups: {group}"] if group else []), path="/a"), miss(f"Cache-Group-Invalidation: {invalidation}", method=method, body="x", path="/b", status=status), last_step, needs="fresh-max-age")


grouped("invalidated", O, '"one"', '"one"', miss(F, path="/a"))
grouped("of-several", O, '"zero", "one"', '"one"', miss(F, path="/a"))
grouped("by-several", O, '"one"', '"zero", "one"', miss(F, path="/a"))
grouped("put", O, '"one"', '"one"', miss(F, path="/a"), method="PUT")
grouped("other", O, '"one"', '"two"', hit(like=0, path="/a"))
grouped("case", O, '"One"', '"one"', hit(like=0, path="/a"), clause=G + ": case-sensitive")
grouped("token-ignored", O, "one", '"one"', hit(like=0, path="/a"), clause=G + ": members are Strings")
grouped("parameters", O, '"one";a=b', '"one"', miss(F, path="/a"), clause=G + ": parameters are ignored")
grouped("safe-method", R, '"one"', '"one"', hit(like=0, path="/a"), method="GET", clause=G + ": MUST ignore for safe methods")
grouped("none", O, None, '"one"', hit(like=0, path="/a"))
grouped("failed", C, '"one"', '"one"', hit(like=0, path="/a"), status=500)
case("groups-other-origin", R, "9875 §2: within one origin", fill(F, 'Cache-Groups: "other-origin"', path="/a", send="Host: a.example"), miss('Cache-Group-Invalidation: "other-origin"', method="POST", body="x", path="/b", send="Host: b.example"), hit(like=0, path="/a", send="Host: a.example"), needs="fresh-max-age")
case("groups-shared-invalidation", O, "9875 §2.2.1: invalidating one may invalidate its group", fill(F, 'Cache-Groups: "shared-invalidation"', path="/a"), fill(F, 'Cache-Groups: "shared-invalidation"', path="/b"), miss(method="POST", body="x", path="/b"), miss(F, path="/a"))
case("groups-passed-on", R, "9111 §3.1", fill(F, 'Cache-Groups: "passed-on"'), hit(has='Cache-Groups: "passed-on"'), needs="fresh-max-age")

N = "No-Vary-Search"


def search(name, rule, first, second, same, kind=None):
    kind = kind or (O if same else R)
    case(f"search-{name}", kind, N, fill(F, f"No-Vary-Search: {rule}", path=first), hit(path=second, like=0) if same else miss(F, path=second))


search("params", "params", "?a=1", "?b=2", True)
search("params-none", "params", "?a=1", "", True)
search("params-list", 'params=("a")', "?a=1&b=2", "?a=9&b=2", True)
search("params-list-absent", 'params=("a")', "?b=2", "?a=1&b=2", True)
search("params-list-other", 'params=("a")', "?a=1&b=2", "?a=1&b=3", False)
search("params-two", 'params=("a" "c")', "?a=1&b=2&c=3", "?b=2", True)
search("except", 'params, except=("id")', "?id=1&x=2", "?id=1&x=3", True)
search("except-other", 'params, except=("id")', "?id=1&x=2", "?id=2&x=2", False)
search("key-order", "key-order", "?a=1&b=2", "?b=2&a=1", True)
search("key-order-values", "key-order", "?a=1&b=2", "?b=1&a=2", False)
search("key-order-repeated", "key-order", "?a=1&a=2", "?a=2&a=1", False)
search("order-matters", 'params=("x")', "?a=1&b=2", "?b=2&a=1", False)
search("encoded", 'params=("a b")', "?a%20b=1", "?a+b=2", True)
search("encoded-value", "key-order", "?a=%41", "?a=A", True)
search("path-differs", "params", "/a?x", "/b?x", False)
search("invalid", "params=foo", "?a=1", "?a=2", False)
search("invalid-except", 'except=("id")', "?id=1&x=1", "?id=1&x=2", False)
search("params-false", "params=?0", "?a=1", "?a=2", False)
search("list-string", "(\"a\")", "?a=1", "?a=2", False)
case("search-post-invalidates", R, "9111 §4.4", fill(F, "No-Vary-Search: params", path="?a=1"), miss(method="POST", body="x", path="?a=1"), miss(F, path="?a=1"))

"""Conditional requests of clients and of the cache itself: RFC 9110 §13, RFC 9111 §4.3."""

from datetime import datetime, timedelta, timezone

from model import C, O, R, Reply, any_, case, fill, hit, miss, valid

F = "Cache-Control: max-age=3600"
S = "Cache-Control: max-age=1"
E, LM = 'ETag: "a"', "Last-Modified: Tue, 15 Nov 1994 12:45:26 GMT"
SOON = "<-7200>"


def inm(name, kind, tag, asked, status, clause="9110 §13.1.2, 9111 §4.3.2"):
    case(f"inm-{name}", kind, clause, fill(F, *([tag] if tag else [])), hit(send=f"If-None-Match: {asked}", status=status))


inm("strong", O, E, '"a"', 304)
inm("strong-other", O, E, '"b"', 200)
inm("weak-stored", O, 'ETag: W/"a"', 'W/"a"', 304, "9110 §8.8.3.2: weak comparison")
inm("weak-against-strong", O, E, 'W/"a"', 304, "9110 §8.8.3.2: weak comparison")
inm("strong-against-weak", O, 'ETag: W/"a"', '"a"', 304, "9110 §8.8.3.2: weak comparison")
inm("weak-other", O, 'ETag: W/"a"', 'W/"b"', 200)
inm("list-first", O, E, '"a", "b"', 304)
inm("list-middle", O, E, '"x", "a", "y"', 304)
inm("list-last", O, E, '"x","a"', 304)
inm("list-without", O, E, '"x", "y"', 200)
inm("list-weak", O, E, 'W/"x", W/"a"', 304)
inm("comma-inside", O, 'ETag: "a,b"', '"x", "a,b"', 304, "9110 §8.8.3: a comma may stand inside")
inm("comma-inside-part", O, 'ETag: "a"', '"x,a,b"', 200, "9110 §8.8.3")
inm("backslash", O, 'ETag: "a\\b"', '"a\\b"', 304, "9110 §8.8.3: no quoted-pair")
inm("star", O, E, "*", 304)
inm("star-no-etag", C, None, "*", 304)
inm("case", O, E, '"A"', 200, "9110 §8.8.3: opaque, case-sensitive")
inm("lower-w", C, E, 'w/"a"', 200, "9110 §8.8.3: W is case-sensitive")
inm("unquoted-both", C, "ETag: a", "a", 304)
inm("unquoted-stored", C, "ETag: a", '"a"', 200)
inm("unquoted-asked", C, E, "a", 200)
inm("no-etag", O, None, '"a"', 200)
inm("empty-tag", O, 'ETag: ""', '""', 304)
case("inm-two-lines", O, "9110 §5.3", fill(F, E), hit(send=('If-None-Match: "x"', 'If-None-Match: "a"'), status=304))
case("inm-head", O, "9110 §13.1.2", fill(F, E), hit(send='If-None-Match: "a"', method="HEAD", status=304))
case("inm-404", R, "9110 §13.2.1: only for a 2xx answer", fill(F, E, status=404), any_(F, send='If-None-Match: "a"', check=lambda run, response, arrived: "304 for a stored 404" if response.status == 304 and not arrived else None))
case("inm-304-fields", R, "9110 §15.4.5: Cache-Control, Content-Location, Date, ETag, Expires, Vary", fill(F, E, "Content-Location: /b", "Vary: Foo", "Expires: Tue, 19 Jan 2038 14:14:08 GMT"),
     hit(send='If-None-Match: "a"', status=304, has=(F, E, "Content-Location: /b", "Vary: Foo", "Expires: Tue, 19 Jan 2038 14:14:08 GMT", "Date")), needs="inm-strong")
case("inm-304-no-content-length", C, "9110 §15.4.5", fill(F, E), hit(send='If-None-Match: "a"', status=304, lacks="Content-Length"))


def ims(name, kind, stored, asked, status, clause="9110 §13.1.3, 9111 §4.3.2"):
    case(f"ims-{name}", kind, clause, fill(F, *stored), hit(send=f"If-Modified-Since: {asked}", status=status))


ims("equal", O, [LM], "Tue, 15 Nov 1994 12:45:26 GMT", 304)
ims("later", O, [LM], "Tue, 15 Nov 2011 12:45:26 GMT", 304)
ims("earlier", O, [LM], "Tue, 15 Nov 1993 12:45:26 GMT", 200)
ims("rfc850", O, [LM], "Tuesday, 15-Nov-94 12:45:26 GMT", 304)
ims("asctime", O, [LM], "Tue Nov 15 12:45:26 1994", 304)
ims("stored-rfc850", O, ["Last-Modified: Tuesday, 15-Nov-94 12:45:26 GMT"], "Tue, 15 Nov 1994 12:45:26 GMT", 304)
ims("stored-asctime", O, ["Last-Modified: Tue Nov 15 12:45:26 1994"], "Tue, 15 Nov 1994 12:45:26 GMT", 304)
ims("invalid", R, [LM], "yesterday", 200, "9110 §13.1.3: an invalid date is ignored")
ims("list", C, [LM], "Tue, 15 Nov 1994 12:45:26 GMT, Tue, 15 Nov 1994 12:45:26 GMT", 200)
ims("two-digit-year", C, [LM], "Tue, 15 Nov 94 12:45:26 GMT", 200)
ims("numeric-zone", C, [LM], "Tue, 15 Nov 1994 12:45:26 +0000", 200)
ims("no-last-modified-later-than-date", C, [], "<+60>", 304, "9111 §4.3.2: Date stands in")
ims("no-last-modified-earlier", R, [], "<-3600>", 200, "9111 §4.3.2")
case("ims-post", R, "9110 §13.1.3: only GET and HEAD", fill(F, LM), miss(F, method="POST", body="a", send="If-Modified-Since: Tue, 15 Nov 2011 12:45:26 GMT"))
case("ims-head", O, "9110 §13.1.3", fill(F, LM), hit(method="HEAD", send="If-Modified-Since: Tue, 15 Nov 2011 12:45:26 GMT", status=304))
case("both-inm-wins-200", R, "9110 §13.1.3: IMS ignored beside INM", fill(F, E, LM), any_(F, send=('If-None-Match: "b"', "If-Modified-Since: Tue, 15 Nov 2011 12:45:26 GMT"), status=200))
case("both-inm-wins-304", O, "9110 §13.1.3: IMS ignored beside INM", fill(F, E, LM), hit(send=('If-None-Match: "a"', "If-Modified-Since: Tue, 15 Nov 1993 12:45:26 GMT"), status=304))
case("both-no-etag", R, "9110 §13.1.3: IMS ignored beside INM", fill(F, LM), any_(F, send=('If-None-Match: "a"', "If-Modified-Since: Tue, 15 Nov 2011 12:45:26 GMT"), status=200))
case("if-match-through", C, "9111 §4.3.2: only the origin judges", fill(F, E), any_(F, send='If-Match: "b"', status=(200, 412)))
case("if-match-same", C, "9110 §13.1.1", fill(F, E), any_(F, send='If-Match: "a"', status=200))
case("if-unmodified-since", C, "9110 §13.1.4", fill(F, LM), any_(F, send="If-Unmodified-Since: Tue, 15 Nov 2011 12:45:26 GMT", status=200))

# The cache's own conditions.
V = "9111 §4.3.1"
case("validate-etag", O, V, fill(S, E), valid("inm", S, E, wait=3, saw='If-None-Match: "a"'))
case("validate-weak-etag", O, V, fill(S, 'ETag: W/"a"'), valid("inm", S, wait=3, saw='If-None-Match: W/"a"'))
case("validate-last-modified", O, V, fill(S, LM), valid("ims", S, wait=3, saw="If-Modified-Since: Tue, 15 Nov 1994 12:45:26 GMT"))
case("validate-both", O, V + ": both validators", fill(S, E, LM), valid("inm+ims", S, wait=3, like=0, status=200))
case("validate-expires", O, V, fill("Expires: <+1>", E), valid("inm", S, wait=3))
case("validate-unquoted", C, V, fill(S, "ETag: a"), valid("inm", S, wait=3, saw="If-None-Match: a"))
case("validate-nothing", R, V, fill(S), miss(F, wait=3, unseen=("If-None-Match", "If-Modified-Since")))
case("validate-200-replaces", O, "9111 §4.3.3", fill(S, E), miss(F, 'ETag: "b"', wait=3), hit(like=1, has='ETag: "b"'), needs="fresh-max-age")
case("validate-304-fresh-again", O, "9111 §4.3.4", fill(S, E), valid("inm", F, E, wait=3), hit(), needs="validate-etag")
case("validate-304-fresh-again-lm", O, "9111 §4.3.4", fill(S, LM), valid("ims", F, wait=3), hit(), needs="validate-last-modified")
case("validate-304-no-lifetime", R, "9111 §4.3.4: the old lifetime counts again", fill(S, E), valid("inm", E, wait=3), miss(F, wait=3), needs="validate-etag")
case("validate-client-inm-same", O, "9111 §4.3.2, §4.3.3: 304 to a client whose tag still stands", fill(S, E), valid("inm", F, E, wait=3, send='If-None-Match: "a"', status=304))
case("validate-client-inm-other", R, "9111 §4.3.3: 200 when only the stored one stands", fill(S, E), valid("inm", F, E, wait=3, send='If-None-Match: "other"', status=200, like=0, saw='If-None-Match'), needs="validate-etag")
case("validate-client-unconditional", R, "9110 §15.4.5: no 304 to an unconditional request", fill(S, E), valid("inm", F, E, wait=3, status=200), needs="validate-etag")
case("validate-client-ims", O, "9111 §4.3.3", fill(S, LM), valid("ims", F, LM, wait=3, send="If-Modified-Since: Tue, 15 Nov 1994 12:45:26 GMT", status=304))
case("validate-500", C, "9111 §4.3.3: 5xx passed on or stale", fill(S, E), any_(reply=Reply(500), wait=3, status=(200, 500)))
case("miss-client-inm-304", O, "9111 §4.3: client's condition passed on", valid("inm", F, E, send='If-None-Match: "a"', status=304))
case("miss-client-ims-304", O, "9111 §4.3: client's condition passed on", valid("ims", F, LM, send="If-Modified-Since: Tue, 15 Nov 1994 12:45:26 GMT", status=304))
case("miss-client-304-not-stored", R, "9111 §3: a 304 is no whole answer", valid("any", F, E, send='If-None-Match: "a"'), miss(F))
case("miss-client-inm-200-stored", O, "9111 §3", miss(F, E, send='If-None-Match: "b"', ), hit())
case("miss-client-ims-200-stored", O, "9111 §3", miss(F, LM, send="If-Modified-Since: Tue, 15 Nov 1993 12:45:26 GMT", ), hit())
case("miss-no-etag-not-invented", R, "9110 §8.8.3", fill(F, lacks="ETag", setup=False))
case("no-cache-revalidated-hit", O, "9111 §5.2.2.4", fill("Cache-Control: no-cache", E), valid("inm", "Cache-Control: no-cache", E), valid("inm", "Cache-Control: no-cache", E))
case("no-cache-request-conditional", O, "9111 §5.2.1.4", fill(F, E), valid("inm", F, E, send="Cache-Control: no-cache"))

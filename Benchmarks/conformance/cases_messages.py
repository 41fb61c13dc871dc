"""Messages on the wire: interim responses, framing, trailers, bytes, URLs (RFC 9110 §15.2, RFC 9112)."""

from model import C, O, R, Reply, any_, case, fill, hit, miss

F, E = "Cache-Control: max-age=3600", 'ETag: "a"'
I = "9110 §15.2: a proxy MUST forward 1xx"
LINK = ["Link: </a.css>; rel=preload"]


def interim(*statuses, **rest):
    return Reply(200, F, interim=[(s, LINK if s == 103 else []) for s in statuses], **rest)


def early(run, response, arrived):
    values = [v for n, v in response.interim[0][1] if n.lower() == "link"]
    return None if values == ["</a.css>; rel=preload"] else f"fields of the 103: {response.interim[0][1]}"


case("interim-103", R, I, any_(reply=interim(103), interim=[103], check=early))
case("interim-102", R, I, any_(reply=interim(102), interim=[102]))
case("interim-199", C, I, any_(reply=interim(199), interim=[199]))
case("interim-two", R, I, any_(reply=interim(102, 103), interim=[102, 103]))
case("interim-103-twice", R, I, any_(reply=interim(103, 103), interim=[103, 103]))
case("interim-103-final", R, I, miss(reply=interim(103)), hit(), needs="fresh-max-age")
case("interim-not-stored", R, "9111 §3: final status", fill(reply=interim(103)), hit(interim=[], lacks="Link"), needs="fresh-max-age")
case("interim-102-not-stored", R, "9111 §3: final status", fill(reply=interim(102)), hit(interim=[]), needs="fresh-max-age")
case("interim-cacheable-fields", R, "9111 §3", miss(reply=Reply(200, "Cache-Control: no-store", interim=[(103, [F])])), miss())
case("interim-100-unasked", R, "9110 §15.2.1", miss(reply=interim(100)))
case("interim-before-304", R, I, fill("Cache-Control: max-age=1", E), any_(wait=3, reply=Reply(304, F, E, interim=[(103, LINK)]), status=200, like=0), needs="validate-etag")
case("expect-continue", R, "9110 §10.1.1", any_(method="POST", body="hello", send="Expect: 100-continue", status=200, check=lambda run, response, arrived: None if arrived and arrived[0].body == b"hello" else "content did not arrive"))

W = "9111 §3.3, 9112 §8: an incomplete message"
case("frame-short", R, W, any_(reply=Reply(200, F, body="12345", declared=10), check=lambda run, response, arrived: "looks whole" if response.complete and response.status == 200 else None), miss(F))
case("frame-short-not-stored", R, W, any_(reply=Reply(200, F, body="12345", declared=10)), miss(F))
case("frame-long", R, "9112 §6.3: nothing after the length belongs to it", any_(reply=Reply(200, F, body="1234567890", declared=5), check=lambda run, response, arrived: None if response.text() == "12345" or response.status == 502 else response.text()), any_(F, check=lambda run, response, arrived: f"body {response.text()!r}" if "6789" in response.text() else None))
case("frame-chunked-cut", R, W, any_(reply=Reply(raw="HTTP/1.1 200 OK\r\nCache-Control: max-age=3600\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n"), check=lambda run, response, arrived: "looks whole" if response.complete and response.status == 200 else None), miss(F))
case("frame-chunked-bad", R, W, any_(reply=Reply(raw="HTTP/1.1 200 OK\r\nCache-Control: max-age=3600\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n12345\r\n0\r\n\r\n"), check=lambda run, response, arrived: "looks whole" if response.complete and response.status == 200 else None), miss(F))
case("frame-two-lengths", R, "9112 §6.3: unequal lengths are an error", any_(reply=Reply(raw="HTTP/1.1 200 OK\r\nCache-Control: max-age=3600\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n123456"), status=502), miss(F))
case("frame-same-lengths", C, "9112 §6.3", any_(reply=Reply(raw="HTTP/1.1 200 OK\r\nCache-Control: max-age=3600\r\nContent-Length: 5, 5\r\n\r\n12345"), status=(200, 502)))
case("frame-length-and-chunked", R, "9112 §6.3: Transfer-Encoding wins, length isn't passed on", any_(reply=Reply(raw="HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n0\r\n\r\n"), check=lambda run, response, arrived: None if response.status == 502 or response.text() == "12345" else f"{response.text()!r}"))
case("frame-length-invalid", R, "9112 §6.3", any_(reply=Reply(raw="HTTP/1.1 200 OK\r\nCache-Control: max-age=3600\r\nContent-Length: x5\r\n\r\n12345"), status=502), miss(F))
case("frame-unknown-coding", R, "9112 §6.1", any_(reply=Reply(raw="HTTP/1.1 200 OK\r\nCache-Control: max-age=3600\r\nTransfer-Encoding: x-foo\r\n\r\n12345")), miss(F))
case("frame-head-cut", R, "9112 §8", any_(reply=Reply(raw="HTTP/1.1 200 OK\r\nCache-Control: max-age=36"), status=502), miss(F))
case("frame-garbage", R, "9112 §4", any_(reply=Reply(raw="\x00\x01 garbage\r\n\r\n"), status=502), miss(F))
case("frame-chunked", O, "9112 §7.1", fill(F, reply_framing="chunked"), hit())
case("frame-chunked-uppercase", O, "9112 §7: codings are case-insensitive", fill(reply=Reply(raw="HTTP/1.1 200 OK\r\nCache-Control: max-age=3600\r\nTransfer-Encoding: Chunked\r\n\r\n5;x=y\r\n12345\r\n0\r\n\r\n"), gets="12345"), hit(gets="12345"))
case("frame-close", C, "9112 §6.3: ended by closing", fill(F, reply_framing="close"), hit())
case("frame-http10", O, "9110 §6.2: HTTP/1.0 answers", fill(F, reply_version="1.0"), hit())
case("frame-http10-expires", O, "9111 §5.3", fill("Expires: <+3600>", reply_version="1.0"), hit())
case("frame-version-own", R, "9110 §6.2: the proxy's own version", any_(F, reply=Reply(200, F, version="1.0"), status=200))
case("frame-204-content", R, "9110 §15.3.5", any_(reply=Reply(raw="HTTP/1.1 204 No Content\r\nCache-Control: max-age=3600\r\n\r\n"), status=204), any_(F, status=(200, 204)))
case("frame-204-length", R, "9110 §8.6: no Content-Length in a 204", any_(reply=Reply(204, F), lacks="Content-Length"))
case("frame-empty", O, "9112 §6.3", fill(F, reply_body=""), hit())
case("frame-large", O, "9112 §6", fill(F, reply_body="x" * 300000), hit())
case("frame-binary", R, "9110 §6.4", fill(F, reply_body="".join(map(chr, range(256))) * 4), hit(setup=False), needs="fresh-max-age")
case("frame-head-length", R, "9110 §9.3.2", any_(reply=Reply(200, F, body="12345"), method="HEAD", has="Content-Length: 5"))
TRAILERS = Reply(200, F, framing="chunked", trailers=("X-Trailer: 1", "Cache-Control: no-store"))
case("trailer-not-merged", R, "9110 §6.5.1: not merged into the head", any_(reply=TRAILERS, lacks="X-Trailer"))
case("trailer-cc-ignored", O, "9110 §6.5.1", fill(reply=TRAILERS), hit(lacks="X-Trailer"))
case("trailer-forwarded", C, "9110 §6.5", any_(reply=TRAILERS, send="TE: trailers", check=lambda run, response, arrived: None if ("X-Trailer", "1") in response.trailers else f"trailers {response.trailers}"))

U = "9111 §2: the key is the target URI"
case("url-query", R, U, fill(F, path="?a=1"), miss(F, path="?a=2"))
case("url-query-same", O, U, fill(F, path="?a=1&b=2"), hit(path="?a=1&b=2"))
case("url-query-order", R, U, fill(F, path="?a=1&b=2"), miss(F, path="?b=2&a=1"))
case("url-query-empty", C, "9110 §4.2.3", fill(F, path="?"), miss(F, path=""))
case("url-path-case", R, U, fill(F, path="/a"), miss(F, path="/A"))
case("url-path-encoded", C, "3986 §6.2.2.2", fill(F, path="/%7Ea"), hit(path="/~a"))
case("url-path-encoded-slash", R, "3986 §2.2", fill(F, path="/a%2Fb"), miss(F, path="/a/b"))
case("url-plus", R, "3986 §2.2", fill(F, path="?a+b"), miss(F, path="?a%2Bb"))
case("url-long", O, "9110 §4.1: 8000 octets at least", fill(F, path="/" + "a" * 7900), hit(path="/" + "a" * 7900))
case("url-verbatim", R, "9110 §7.1", any_(path="/a%2fb//c/%41?x=%20+y", check=lambda run, response, arrived: None if arrived and arrived[0].target.endswith("/a%2fb//c/%41?x=%20+y") else f"target {[r.target for r in arrived]}"))
case("url-slashes", R, U, fill(F, path="//a"), miss(F, path="/a"))
case("cookie-request-passed", R, "6265 §5.4", any_(send="Cookie: a=b; c=d", saw="Cookie: a=b; c=d"))
case("order-lines", C, "9110 §5.3", any_(F, "X-1: a", "X-2: b", "X-1: c", check=lambda run, response, arrived: None if response.values("X-1") == ["a", "c"] else str(response.values("X-1"))))
case("upgrade-not-sent", C, "9110 §7.8", any_(send=("Upgrade: foo", "Connection: Upgrade"), unseen="Upgrade"))
case("max-forwards-less", R, "9110 §7.6.2: MUST be reduced", any_(method="OPTIONS", send="Max-Forwards: 5", saw="Max-Forwards: 4"))
case("max-forwards-trace", R, "9110 §7.6.2: MUST NOT be forwarded at 0", any_(method="TRACE", send="Max-Forwards: 0", check=lambda run, response, arrived: "forwarded" if arrived else None))
case("max-forwards-get", O, "9110 §7.6.2: ignored for other methods", any_(F, send="Max-Forwards: 0", check=lambda run, response, arrived: None if arrived else "not forwarded"))
case("max-forwards-0", R, "9110 §7.6.2: MUST NOT be forwarded at 0", any_(method="OPTIONS", send="Max-Forwards: 0", check=lambda run, response, arrived: "forwarded" if arrived else None))
case("reason-kept", C, "9112 §4", any_(reply=Reply(200, F, reason="Fine Thing"), status=200))

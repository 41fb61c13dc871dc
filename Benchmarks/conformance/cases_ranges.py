"""Parts: RFC 9110 §14, RFC 9111 §3.3, §3.4."""

from model import C, O, R, Reply, any_, case, fill, hit, miss

F, E = "Cache-Control: max-age=3600", 'ETag: "a"'
LM = "Last-Modified: Tue, 15 Nov 1994 12:45:26 GMT"
WHOLE = "0123456789"
G = "9110 §14.2: out of the stored whole"


def part(first, last, *fields, total="10", body=None, **rest):
    body = WHOLE[first:last + 1] if body is None else body
    return fill(reply=Reply(206, F, *(fields or (E,)), f"Content-Range: bytes {first}-{last}/{total}", body=body), gets=body, send=f"Range: bytes={first}-{last}", **rest)


def whole(*fields, **rest):
    return fill(F, *(fields or (E,)), reply_body=WHOLE, **rest)


def asked(spec, wanted, content_range=None, **rest):
    return hit(send=f"Range: {spec}", status=206, gets=wanted, has=(f"Content-Range: bytes {content_range}/10",) if content_range else (), **rest)


for name, spec, wanted, content_range in (("first", "bytes=0-4", "01234", "0-4"), ("middle", "bytes=2-4", "234", "2-4"), ("open", "bytes=2-", "23456789", "2-9"), ("suffix", "bytes=-3", "789", "7-9"), ("one", "bytes=0-0", "0", "0-0"),
                                          ("last-beyond", "bytes=5-99", "56789", "5-9"), ("suffix-beyond", "bytes=-99", WHOLE, "0-9"), ("all", "bytes=0-9", WHOLE, "0-9"), ("unit-case", "Bytes=0-4", "01234", "0-4")):
    case(f"range-whole-{name}", O, G, whole(), asked(spec, wanted, content_range))
case("range-whole-no-validator", O, G, fill(F, reply_body=WHOLE), asked("bytes=0-4", "01234", "0-4"))
case("range-whole-length", R, "9110 §15.3.7", whole(), hit(send="Range: bytes=0-4", status=206, gets="01234", has=("Content-Length: 5", E, F, "Date")), needs="range-whole-first")
case("range-whole-chunked", O, G, fill(F, E, reply_body=WHOLE, reply_framing="chunked"), asked("bytes=2-4", "234", "2-4"))


def several(run, response, arrived):
    if response.status == 200 and response.text() == WHOLE:
        return None
    kind = (response.values("Content-Type") or [""])[0]
    if response.status != 206 or not kind.startswith("multipart/byteranges; boundary="):
        return f"{response.status} {kind}"
    boundary = kind.partition("boundary=")[2].strip('"')
    text = response.text()
    wanted = ("bytes 0-1/10", "bytes 4-5/10", "\r\n\r\n01\r\n", "\r\n\r\n45\r\n", f"--{boundary}--")
    missing = [w for w in wanted if w.lower() not in text.lower()]
    return f"multipart lacks {missing}: {text!r}" if missing or response.values("Content-Range") else None


case("range-several", O, G, whole(), hit(send="Range: bytes=0-1,4-5", status=(200, 206), check=several, gets=None))
case("range-several-one-bad", C, "9110 §14.1.1", whole(), hit(send="Range: bytes=0-4,20-30", status=206, gets="01234"))
case("range-unsatisfiable", O, "9110 §15.5.17", whole(), hit(send="Range: bytes=20-30", status=416, has="Content-Range: bytes */10"))
case("range-suffix-0", C, "9110 §14.1.2: unsatisfiable", whole(), hit(send="Range: bytes=-0", status=416))
WRONG = "9110 §14.2: an invalid Range is ignored"
for name, spec in (("unit", "lines=0-4"), ("backwards", "bytes=4-2"), ("empty", "bytes="), ("junk", "bytes=a-b"), ("no-unit", "0-4"), ("sign", "bytes=+0-4")):
    case(f"range-invalid-{name}", C if name not in ("unit",) else R, WRONG, whole(), hit(send=f"Range: {spec}", status=200, gets=WHOLE), needs="fresh-max-age")
case("range-overflow", C, "9110 §14.1.2", whole(), hit(send="Range: bytes=2-99999999999999999999", status=206, gets="23456789"))
case("range-post-ignored", R, "9110 §14.2: only for GET", whole(), miss(F, method="POST", body="x", send="Range: bytes=0-1"))
case("range-head", C, "9110 §14.2: only for GET", whole(), hit(method="HEAD", send="Range: bytes=0-1", status=200))
case("range-404", R, "9110 §14.2: only for 200", fill(F, status=404, reply_body=WHOLE), any_(reply=Reply(404, F, body=WHOLE), send="Range: bytes=0-1", status=404))
IR = "9110 §13.1.5"
case("if-range-etag", O, IR, whole(), hit(send=("Range: bytes=0-4", 'If-Range: "a"'), status=206, gets="01234"))
case("if-range-etag-other", R, IR, whole(), any_(reply=Reply(200, F, E, body=WHOLE), send=("Range: bytes=0-4", 'If-Range: "b"'), status=200, gets=WHOLE))
case("if-range-weak", R, IR + ": strong comparison", whole('ETag: W/"a"'), any_(reply=Reply(200, F, E, body=WHOLE), send=("Range: bytes=0-4", 'If-Range: W/"a"'), status=200, gets=WHOLE))
case("if-range-date", O, IR, whole(LM), hit(send=("Range: bytes=0-4", "If-Range: Tue, 15 Nov 1994 12:45:26 GMT"), status=206, gets="01234"))
case("if-range-date-other", R, IR + ": exact match", whole(LM), any_(reply=Reply(200, F, LM, body=WHOLE), send=("Range: bytes=0-4", "If-Range: Tue, 15 Nov 2011 12:45:26 GMT"), status=200, gets=WHOLE))
case("if-range-no-range", R, IR + ": ignored without Range", whole(), hit(send='If-Range: "b"', status=200, gets=WHOLE), needs="fresh-max-age")
case("range-inm-304", O, "9110 §13.2.2: precedence", whole(), hit(send=("Range: bytes=0-4", 'If-None-Match: "a"'), status=304))
case("range-inm-other", O, "9110 §13.2.2", whole(), hit(send=("Range: bytes=0-4", 'If-None-Match: "b"'), status=206, gets="01234"))

P = "9111 §3.3: a stored part"
case("part-same", O, P, part(0, 4), asked("bytes=0-4", "01234", "0-4"))
case("part-middle-same", O, P, part(2, 6), asked("bytes=2-6", "23456", "2-6"))
case("part-last-modified", O, P, part(0, 4, LM), asked("bytes=0-4", "01234", "0-4"))
case("part-within", O, P, part(2, 7), asked("bytes=3-5", "345", "3-5"))
case("part-within-start", O, P, part(0, 6), asked("bytes=0-2", "012", "0-2"))
case("part-suffix-same", O, P, fill(reply=Reply(206, F, E, "Content-Range: bytes 7-9/10", body="789"), send="Range: bytes=-3", gets="789"), asked("bytes=-3", "789", "7-9"))
case("part-suffix-shorter", O, P, fill(reply=Reply(206, F, E, "Content-Range: bytes 5-9/10", body="56789"), send="Range: bytes=-5", gets="56789"), asked("bytes=-2", "89", "8-9"))
case("part-absolute-then-suffix", O, P, part(5, 9), asked("bytes=-3", "789", "7-9"))
case("part-open-last", O, P, fill(reply=Reply(206, F, E, "Content-Range: bytes 4-9/10", body="456789"), send="Range: bytes=4-", gets="456789"), asked("bytes=6-", "6789", "6-9"))
case("part-open-inside-closed", O, P, part(4, 9), asked("bytes=6-", "6789", "6-9"))
case("part-beyond", R, P, part(0, 4), any_(reply=Reply(206, F, E, "Content-Range: bytes 3-7/10", body="34567"), send="Range: bytes=3-7", gets="34567", check=lambda run, response, arrived: None if arrived else "not at the origin"))
case("part-not-whole", R, "9111 §3.3: never as the whole", part(0, 4), any_(reply=Reply(200, F, E, body=WHOLE), status=200, gets=WHOLE))
case("part-not-whole-head", R, "9111 §3.3", part(0, 4), any_(reply=Reply(200, F, E, body=WHOLE), method="HEAD", status=200, has="Content-Length: 10"))
case("part-not-if-range-other", R, IR, part(0, 4), any_(reply=Reply(200, F, E, body=WHOLE), send=("Range: bytes=0-4", 'If-Range: "b"'), status=200, gets=WHOLE))
case("part-stale", R, "9111 §4.2", fill(reply=Reply(206, "Cache-Control: max-age=1", E, "Content-Range: bytes 0-4/10", body="01234"), send="Range: bytes=0-4"), any_(wait=3, reply=Reply(206, F, 'ETag: "b"', "Content-Range: bytes 0-4/10", body="abcde"), send="Range: bytes=0-4", gets="abcde"))
case("part-no-store", R, "9111 §5.2.2.5", fill(reply=Reply(206, "Cache-Control: no-store", E, "Content-Range: bytes 0-4/10", body="01234"), send="Range: bytes=0-4"), miss(reply=Reply(206, F, E, "Content-Range: bytes 0-4/10", body="01234"), send="Range: bytes=0-4"))
case("part-unasked", R, "9111 §3.3: never as the whole", any_(reply=Reply(206, F, E, "Content-Range: bytes 0-4/10", body="01234")), any_(reply=Reply(200, F, E, body=WHOLE), status=200, gets=WHOLE))
case("part-no-content-range", R, "9110 §15.3.7", any_(reply=Reply(206, F, E, body="01234"), send="Range: bytes=0-4"), any_(reply=Reply(200, F, E, body=WHOLE), status=200, gets=WHOLE))
J = "9111 §3.4: parts with one strong tag are combined"
case("part-second-wanted", O, J, part(0, 4), part(5, 9, setup=False), asked("bytes=0-9", WHOLE, "0-9"))
case("part-second-completes", O, J, part(0, 4), part(5, 9, setup=False), hit(status=200, gets=WHOLE))
case("part-completed-by-suffix", O, J, part(0, 4), fill(reply=Reply(206, F, E, "Content-Range: bytes 5-9/10", body="56789"), send="Range: bytes=-5", gets="56789"), hit(status=200, gets=WHOLE))
case("part-overlap-completes", O, J, part(0, 6), part(4, 9), hit(status=200, gets=WHOLE))
case("part-cache-completes", O, "9111 §3.4: the cache asks for what is missing only", part(0, 4),
     any_(reply=Reply(206, F, E, "Content-Range: bytes 5-9/10", body="56789"), status=200, gets=WHOLE,
          check=lambda run, response, arrived: None if any(v in ("bytes=5-", "bytes=5-9") for r in arrived for v in r.values("Range")) else "asked for more than what is missing"))
case("part-cache-completes-open", C, "9111 §3.4", part(0, 4), any_(reply=Reply(206, F, E, "Content-Range: bytes 5-9/10", body="56789"), saw="Range: bytes=5-", status=200, gets=WHOLE))
case("part-cache-completes-changed", R, "9111 §3.4", part(0, 4), any_(reply=Reply(206, F, 'ETag: "b"', "Content-Range: bytes 5-9/10", body="fghij"), check=lambda run, response, arrived: f"mixed: {response.text()}" if "01234" in response.text() and response.complete else None))
case("part-weak-not-combined", R, "9111 §3.4: strong tags only", part(0, 4, 'ETag: W/"a"'), part(5, 9, 'ETag: W/"a"'), any_(reply=Reply(200, F, body="abcdefghij"), status=200, gets="abcdefghij"))
case("part-other-tag-not-combined", R, "9111 §3.4", part(0, 4, E), part(5, 9, 'ETag: "b"'), any_(reply=Reply(200, F, body="abcdefghij"), status=200, gets="abcdefghij"))
case("part-other-length-not-combined", R, "9111 §3.4", part(0, 4, E), part(5, 9, E, total="12"), any_(reply=Reply(200, F, body="abcdefghij"), status=200, gets="abcdefghij"))
case("part-no-validator-not-combined", R, "9111 §3.4", part(0, 4, "X-A: 1"), part(5, 9, "X-A: 1"), any_(reply=Reply(200, F, body="abcdefghij"), status=200, gets="abcdefghij"))
case("part-then-whole-serves", O, G, part(0, 4), fill(F, E, reply_body=WHOLE), asked("bytes=7-8", "78", "7-8"))
case("part-and-whole-differ", R, "9111 §3.4", whole('ETag: "b"'), any_(reply=Reply(206, F, E, "Content-Range: bytes 0-4/10", body="abcde"), send=("Range: bytes=0-4", "Cache-Control: no-cache")), any_(reply=Reply(200, F, body=WHOLE), gets=WHOLE))
case("part-fields-updated", O, "9111 §3.4: the newer part's fields", part(0, 4, E, "X-A: 1"), part(5, 9, E, "X-A: 2"), hit(status=200, gets=WHOLE, has="X-A: 2"))
case("range-miss-whole-reply", O, "9110 §14.2: origin ignores Range, whole is kept", any_(reply=Reply(200, F, E, body=WHOLE), send="Range: bytes=0-4", status=(200, 206)), hit(status=200, gets=WHOLE))
case("range-no-cache-206-forwarded", R, "9110 §14.2", miss(reply=Reply(206, "Cache-Control: no-store", E, "Content-Range: bytes 0-4/10", body="01234"), send="Range: bytes=0-4"))

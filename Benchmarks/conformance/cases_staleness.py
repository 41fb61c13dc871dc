"""Stale answers: RFC 9111 §4.2.4, RFC 5861."""

from model import C, O, R, Reply, Step, any_, case, fill, hit, miss, valid

DEAD = Reply(reset=True)
DOWN = Reply(503, "Cache-Control: no-store")
S = "Cache-Control: max-age=1"
E = 'ETag: "a"'
T = "9111 §4.2.4"


def stale(**rest):
    """Answered with the stored response, whether or not the origin was asked."""
    return any_(like=0, status=200, check=lambda run, response, arrived: None if response.text() == run.bodies[0] else "not the stored response", **rest)


def error(*statuses, **rest):
    return any_(check=lambda run, response, arrived: "stale response served" if response.status == 200 else None, **rest)


case("stale-origin-fine", R, T, fill(S), miss("Cache-Control: max-age=3600", wait=3))
for name, reply in (("close", DEAD), ("503", DOWN)):
    case(f"stale-{name}", C, T + ": allowed while disconnected", fill(S), stale(reply=reply, wait=3))
    for directive in ("must-revalidate", "no-cache", "proxy-revalidate", "s-maxage=1"):
        lifetime = "max-age=1, " if not directive.startswith("s-") else ""
        case(f"stale-{name}-{directive.partition('=')[0]}", R, T + f": not with {directive}", fill(f"Cache-Control: {lifetime}{directive}", E), error(reply=reply, wait=3))
    case(f"stale-{name}-max-age-0-must", R, T, fill("Cache-Control: max-age=0, must-revalidate", E), error(reply=reply))
case("stale-close-must-504", R, "9111 §5.2.2.2: 504 or another 5xx", fill("Cache-Control: max-age=1, must-revalidate", E), any_(reply=DEAD, wait=3, status=(502, 503, 504)))
case("stale-close-nothing-stored", R, "9110 §15.6.3", any_(reply=DEAD, status=(502, 503, 504)))
SIE = "5861 §4"
for name, reply in (("close", DEAD), ("500", Reply(500)), ("502", Reply(502)), ("503", DOWN), ("504", Reply(504))):
    case(f"sie-{name}", O, SIE, fill("Cache-Control: max-age=1, stale-if-error=600", E), stale(reply=reply, wait=3))
    case(f"sie-{name}-over", R, SIE + ": not after the window", fill("Cache-Control: max-age=1, stale-if-error=1", E), error(reply=reply, wait=4))
case("sie-404", R, SIE + ": 404 is no error here", fill("Cache-Control: max-age=1, stale-if-error=600"), miss(status=404, wait=3))
case("sie-must-revalidate", R, "9111 §5.2.2.2", fill("Cache-Control: max-age=1, stale-if-error=600, must-revalidate", E), error(reply=DOWN, wait=3))
case("sie-no-cache", R, "9111 §5.2.2.4", fill("Cache-Control: no-cache, stale-if-error=600", E), error(reply=DOWN))
case("sie-request", C, SIE + ": in requests", fill(S), stale(reply=DOWN, wait=3, send="Cache-Control: stale-if-error=600"))
case("sie-then-back", R, SIE, fill("Cache-Control: max-age=1, stale-if-error=600"), stale(reply=DOWN, wait=3, setup=True), miss("Cache-Control: max-age=60", wait=2), needs="sie-503")
case("sie-age", R, "9111 §5.1", fill("Cache-Control: max-age=1, stale-if-error=600"), stale(reply=DOWN, wait=3, has="Age"), needs="sie-503")
case("sie-error-not-stored", R, SIE, fill("Cache-Control: max-age=1, stale-if-error=600"), stale(reply=Reply(500), wait=3, setup=True), miss("Cache-Control: max-age=60", wait=2), needs="sie-500")
SWR = "5861 §3"
W = "Cache-Control: max-age=1, stale-while-revalidate=600"
case("swr-stale", O, SWR + ": stale at once", fill(W), stale(reply=Reply(200, W, delay=0), wait=3))
case("swr-not-waiting", O, SWR + ": the reader doesn't wait", fill(W), any_(reply=Reply(200, W, delay=3), wait=3, check=lambda run, response, arrived: None if response.text() == run.bodies.get(0) else "not the stored response"))
case("swr-refreshed", O, SWR + ": refreshed in the background", fill(W), any_(reply=Reply(200, "Cache-Control: max-age=3600"), wait=3, setup=True), any_(wait=1, check=lambda run, response, arrived: None if response.text() == run.bodies.get(1) else "not the refreshed response"), needs="swr-stale")
case("swr-refreshed-304", O, SWR, fill(W, E), any_(reply=Reply(304, "Cache-Control: max-age=3600", E, "X-New: 1"), wait=3, setup=True), hit(wait=1, like=0, has="X-New: 1"), needs="swr-stale")
case("swr-over", R, SWR + ": not after the window", fill("Cache-Control: max-age=1, stale-while-revalidate=1"), miss("Cache-Control: max-age=60", wait=5))
case("swr-must-revalidate", R, "9111 §5.2.2.2", fill(W + ", must-revalidate"), miss("Cache-Control: max-age=60", wait=3))
case("swr-no-cache", R, "9111 §5.2.2.4", fill("Cache-Control: no-cache, stale-while-revalidate=600"), miss("Cache-Control: max-age=60", wait=1))
case("swr-0", R, SWR, fill("Cache-Control: max-age=1, stale-while-revalidate=0"), miss("Cache-Control: max-age=60", wait=3))
case("swr-invalid", R, SWR, fill("Cache-Control: max-age=1, stale-while-revalidate=x"), miss("Cache-Control: max-age=60", wait=3))
case("swr-request-fields", C, SWR + ": the refresh carries the request's fields", fill(W), any_(reply=Reply(200, W), wait=3, send="X-Foo: 1"), any_(wait=1, check=lambda run, response, arrived: None if any(r.values("X-Foo") for i, r in run.seen[1:]) else "fields lost"))
case("swr-age", R, "9111 §5.1", fill(W), stale(reply=Reply(200, W), wait=3, has="Age"), needs="swr-stale")
case("swr-max-age-0-request", C, "9111 §5.2.1.1", fill(W), miss("Cache-Control: max-age=60", wait=3, send="Cache-Control: max-age=0"))
case("swr-s-maxage", C, "9111 §5.2.2.10: implies proxy-revalidate", fill("Cache-Control: s-maxage=1, stale-while-revalidate=600"), miss("Cache-Control: max-age=60", wait=3))
case("sie-s-maxage", C, "9111 §5.2.2.10: implies proxy-revalidate", fill("Cache-Control: s-maxage=1, stale-if-error=600", E), error(reply=DOWN, wait=3))
case("warning-not-added", C, "9111 §5.5: Warning is obsolete", fill(W), stale(reply=Reply(200, W), wait=3, lacks="Warning"))

"""Which status codes are kept: with an explicit lifetime any, by heuristic only some (RFC 9110 §15.1, RFC 9111 §3, §4.2.2)."""

from model import C, O, R, case, fill, hit, miss

FRESH = "Cache-Control: max-age=3600"
LM = "Last-Modified: <-2592000>"
HEURISTIC = (200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501)
OTHERS = (201, 202, 302, 303, 307, 400, 401, 402, 403, 408, 409, 422, 429, 451, 500, 502, 503, 504, 599)
EVERY = (200, 201, 202, 203, 204, 299, 300, 301, 302, 303, 307, 308, 400, 402, 403, 404, 405, 408, 409, 410, 413, 414, 415, 418, 422, 428, 429, 431,
         451, 499, 500, 501, 502, 503, 504, 505, 507, 511, 599)


def location(status):
    return ("Location: /elsewhere",) if status in (201, 300, 301, 302, 303, 307, 308) else ()


for status in HEURISTIC:
    case(f"heuristic-{status}", O, "9111 §4.2.2: heuristically cacheable", fill(LM, *location(status), status=status), hit())
for status in OTHERS:
    case(f"heuristic-not-{status}", R, "9111 §4.2.2: not heuristically cacheable", fill(LM, *location(status), status=status), miss())
case("heuristic-public-unknown", O, "9111 §4.2.2: public allows a heuristic", fill(LM, "Cache-Control: public", status=599), hit())
case("heuristic-public-403", O, "9111 §4.2.2: public allows a heuristic", fill(LM, "Cache-Control: public", status=403), hit())
case("heuristic-recent", R, "9111 §4.2.2: 10% of the interval", fill("Last-Modified: <-5>"), miss(wait=3))
case("heuristic-now", R, "9111 §4.2.2", fill("Last-Modified: <+0>"), miss(wait=2))
case("heuristic-future", R, "9111 §4.2.2", fill("Last-Modified: <+3600>"), miss(wait=2))
case("heuristic-invalid", R, "9111 §4.2.2", fill("Last-Modified: lately"), miss(wait=2))
case("heuristic-query", C, "9111 §4.2.2", fill(LM, path="?a=b"), hit(path="?a=b"))
case("heuristic-age", R, "9111 §4.2.3", fill(LM, "Age: 100000000"), miss())
case("heuristic-expires-0", R, "9111 §4.2.2: only without explicit lifetime", fill(LM, "Expires: 0"), miss())
case("heuristic-max-age-0", R, "9111 §4.2.2: only without explicit lifetime", fill(LM, "Cache-Control: max-age=0"), miss())
case("heuristic-set-cookie", C, "not shared by heuristic", fill(LM, "Set-Cookie: a=b"), miss())
for status in EVERY:
    case(f"status-{status}-fresh", O, "9111 §3: explicit lifetime", fill(FRESH, *location(status), status=status), hit())
    case(f"status-{status}-stale", R, "9111 §4.2.4", fill("Cache-Control: max-age=1", *location(status), status=status), miss(wait=3))
for status in (404, 599):
    case(f"status-{status}-s-maxage", O, "9111 §3", fill("Cache-Control: s-maxage=3600", status=status), hit())
    case(f"status-{status}-expires", O, "9111 §3", fill("Expires: <+3600>", status=status), hit())
    case(f"status-{status}-no-store", R, "9111 §5.2.2.5", fill("Cache-Control: no-store", "Expires: <+3600>", status=status), miss())
case("status-404-nothing", C, "9111 §4.2.2", fill(status=404), miss())
case("status-500-nothing", R, "9111 §3", fill(status=500), miss())
case("status-302-nothing", R, "9111 §3", fill("Location: /x", status=302), miss())
case("status-reason", C, "9112 §4: reason phrases", fill(FRESH, status=200), hit())
case("status-location-kept", R, "9111 §3.1", fill(FRESH, "Location: /{key}/there", status=301), hit(has="Location: /{key}/there", setup=False))

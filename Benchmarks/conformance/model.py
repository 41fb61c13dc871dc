"""Cases, their steps and how one is judged."""

import itertools
import re
import threading
import time

from client import fetch
from origin import Reply, expand

REQUIRED, OPTIONAL, CHECK = "required", "optional", "check"
R, O, C = REQUIRED, OPTIONAL, CHECK
CASES = []
counter = itertools.count(int(time.time()) % 100000 * 1000)


class Case:
    def __init__(self, name, kind, clause, steps, needs):
        self.name, self.kind, self.clause, self.steps, self.needs = name, kind, clause, steps, needs


def case(name, kind, clause, *steps, needs=()):
    """Registers a case; `needs` names the cases without which this one says nothing."""
    CASES.append(Case(name, kind, clause, steps, (needs,) if isinstance(needs, str) else needs))


class Step:
    """One request: what the client sends, what the origin would answer, and what must be seen."""

    def __init__(self, expect, reply=None, send=(), method="GET", path="", body=None, wait=0, status=None,
                 has=(), lacks=(), gets=None, like=None, saw=(), unseen=(), interim=None, check=None, setup=False,
                 beside=0):
        send = (send,) if isinstance(send, str) else tuple(send)
        self.__dict__.update(expect=expect, reply=reply or Reply(200, "Cache-Control: no-store"), send=send,
                             method=method, path=path, body=body, wait=wait, status=status, has=aslist(has),
                             lacks=aslist(lacks), gets=gets, like=like, saw=aslist(saw), unseen=aslist(unseen),
                             interim=interim, check=check, setup=setup, beside=beside)


def aslist(value):
    return (value,) if isinstance(value, str) else tuple(value)


def fill(*headers, status=200, reply=None, wait=0, **rest):
    """A request that the origin answers with these fields."""
    names = ("body", "raw", "interim", "date", "framing", "declared", "trailers", "version", "delay", "close")
    given = {n: rest.pop("reply_" + n) for n in names if "reply_" + n in rest}
    rest.setdefault("setup", True)
    return Step("miss", reply or Reply(status, *headers, **given), wait=wait, **rest)


def hit(**rest):
    return Step("hit", **rest)


def miss(*headers, status=200, reply=None, expect_status=None, **rest):
    return Step("miss", reply or Reply(status, *headers), status=expect_status, **rest)


def any_(*headers, status=None, reply=None, **rest):
    return Step("any", reply or Reply(200, *(headers or ("Cache-Control: no-store",))), status=status, **rest)


def valid(how="cond", *headers, reply=None, **rest):
    """A request that must reach the origin with a condition; the origin says 304 with these fields."""
    return Step(how, reply or Reply(304, *headers), **rest)


class Run:
    """One case under way: it counts what reaches the origin and remembers what was sent."""

    def __init__(self, case, port, origin):
        self.case, self.port, self.origin = case, port, origin
        self.key = f"c{next(counter)}"
        self.lock = threading.Lock()
        self.index, self.seen, self.sent = 0, [], []
        self.bodies, self.responses = {}, []

    def arrived(self, request):
        with self.lock:
            step = self.case.steps[self.index]
            body = f"{self.key} {self.index} {len(self.seen)}"
            reply = step.reply
            conditional = request.values("If-None-Match") or request.values("If-Modified-Since")
            if reply.status == 304 and not conditional:
                reply = Reply(200, "Cache-Control: no-store", "X-Unconditional: yes")
            self.seen.append((self.index, request))
            if reply.status not in (304,):
                self.bodies[self.index] = body if reply.body is None else reply.body
            return reply, body

    def judge(self):
        """None when the case passes, else (verdict, step number, text)."""
        self.origin.runs[self.key] = self
        try:
            for index, step in enumerate(self.case.steps):
                # What a cache does by itself while we wait still belongs to the step before.
                time.sleep(step.wait)
                self.index = index
                before = len(self.seen)
                writers = self.write_beside(step)
                send = [expand(line).replace("{key}", self.key) for line in step.send]
                try:
                    response = fetch(self.port, step.method, f"/{self.key}{step.path}", send, step.body)
                except OSError as error:
                    return ("setup" if step.setup else "failed", self.index + 1, f"connection: {error}")
                for writer in writers:
                    writer.join()
                self.responses.append(response)
                problem = self.problem(step, response, [r for i, r in self.seen[before:]])
                if problem:
                    return ("setup" if step.setup else "failed", self.index + 1, problem)
            return None
        finally:
            threading.Timer(5, self.origin.runs.pop, (self.key, None)).start()

    def write_beside(self, step):
        """Starts four writers that PUT to `beside` other URLs while the step's own request waits for the origin."""
        def write(first):
            time.sleep(0.3)
            for number in range(first, step.beside, 4):
                fetch(self.port, "PUT", f"/{self.key}/beside/{number}", [], "x")
        writers = [threading.Thread(target=write, args=(first,), daemon=True) for first in range(4 if step.beside else 0)]
        for writer in writers:
            writer.start()
        return writers

    def problem(self, step, response, arrived):
        count = len(arrived)
        got = f"{response.status}, {count} at the origin"
        if step.expect == "hit" and arrived:
            return f"expected from the cache; reached the origin ({got})"
        if step.expect in ("miss", "cond", "inm", "ims", "inm+ims") and not arrived:
            return f"expected to reach the origin; answered by the cache ({got}, {cache_status(response)})"
        if "inm" in step.expect and not any(r.values("If-None-Match") for r in arrived):
            return "reached the origin without If-None-Match"
        if "ims" in step.expect and not any(r.values("If-Modified-Since") for r in arrived):
            return "reached the origin without If-Modified-Since"
        if step.expect == "cond" and not any(r.values("If-None-Match") or r.values("If-Modified-Since") for r in arrived):
            return "reached the origin without a condition"
        return (self.wrong_status(step, response) or self.wrong_fields(step, response)
                or self.wrong_body(step, response) or self.wrong_request(step, arrived)
                or (step.check(self, response, arrived) if step.check else None))

    def wrong_status(self, step, response):
        wanted = step.status
        if wanted is None and step.expect == "miss" and step.reply.raw is None and not step.reply.reset:
            wanted = step.reply.status
        if wanted is None and step.expect in ("hit", "cond", "inm", "ims"):
            stored = self.origin_step(step)
            wanted = self.case.steps[stored].reply.status if stored is not None else 200
        if wanted is not None and response.status not in (wanted if isinstance(wanted, (tuple, list)) else (wanted,)):
            return f"status {response.status}, expected {wanted}"
        if step.interim is not None and [s for s, _ in response.interim] != step.interim:
            return f"interim responses {[s for s, _ in response.interim]}, expected {step.interim}"
        return None

    def origin_step(self, step):
        if step.like is not None:
            return step.like
        earlier = [i for i in self.bodies if i < self.index or step.expect not in ("hit",)]
        return max(earlier) if earlier else None

    def wrong_fields(self, step, response):
        for field in step.has:
            name, colon, value = field.partition(":")
            value = self.expand_value(value.strip())
            values = response.values(name)
            if not values:
                return f"response lacks {name}"
            if colon and value not in values and value != ", ".join(values):
                return f"response has {name}: {' | '.join(values)}; expected {value}"
        for field in step.lacks:
            name, colon, value = field.partition(":")
            values = response.values(name)
            if values and (not colon or value.strip() in values):
                return f"response has {name}: {values[0]}"
        return None

    def expand_value(self, value):
        return value.replace("{key}", self.key)

    def wrong_body(self, step, response):
        if step.method == "HEAD" or response.status in (204, 304):
            return f"{response.status} with content" if response.body else None
        wanted = step.gets
        if wanted is None and step.expect in ("hit", "miss", "cond", "inm", "ims") and step.reply.raw is None \
                and not step.reply.reset and response.status not in (206, 416, 504, 502):
            stored = self.origin_step(step)
            wanted = self.bodies.get(stored)
        if wanted is not None and response.text() != wanted:
            return f"body {response.text()[:80]!r}, expected {wanted[:80]!r}"
        return None

    def wrong_request(self, step, arrived):
        for field in step.saw:
            name, colon, value = field.partition(":")
            value = self.expand_value(value.strip())
            if not any((v == value or not colon) for r in arrived for v in r.values(name)):
                return f"the origin saw {name}: {[r.values(name) for r in arrived]}; expected {value or 'it'}"
        for field in step.unseen:
            if any(r.values(field) for r in arrived):
                return f"the origin saw {field}: {[r.values(field) for r in arrived]}"
        return None


def cache_status(response):
    return "; ".join(response.values("Cache-Status") + response.values("X-Cache"))[:80] or "no Cache-Status"


def age(response):
    values = response.values("Age")
    return int(values[0]) if values and re.fullmatch(r"\d+", values[0]) else None

"""HTTP cache conformance: how far a shared cache keeps to RFC 9110, 9111, 5861, 9211, 9213 and 9875.

    python3 Benchmarks/conformance/run.py [--masthead PATH] [--nginx] [--varnish] [--squid] [--only REGEX] [--json] [-v]

A required case that fails breaks a MUST or SHOULD for shared caches; an optional one is a permitted reuse not taken;
a check merely tells what the cache does. Exit status 1 when Masthead fails a required case.
"""

import argparse
import atexit
import importlib
import json
import os
import re
import signal
import sys
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import caches
import model
from origin import Origin

AREAS = ("freshness", "parsing", "statuses", "storage", "requests", "conditions", "updating", "invalidation",
         "varying", "staleness", "ranges", "targeted", "messages", "extensions")


def load():
    for area in AREAS:
        first = len(model.CASES)
        importlib.import_module("cases_" + area)
        for case in model.CASES[first:]:
            case.area = area
    names = [case.name for case in model.CASES]
    assert len(names) == len(set(names)), sorted(n for n in names if names.count(n) > 1)


def run(cache, cases, origin):
    def one(case):
        try:
            return model.Run(case, cache.port, origin).judge()
        except Exception as error:
            return ("failed", 0, f"{type(error).__name__}: {error}")
    with ThreadPoolExecutor(32) as pool:
        # Cases that wait go first, so that nothing is left waiting at the end.
        order = sorted(cases, key=lambda case: -sum(step.wait + step.reply.delay for step in case.steps))
        verdicts = {case.name: found for case, found in zip(order, pool.map(one, order))}
    results = {}
    for case in cases:
        found = verdicts[case.name]
        unmet = [n for n in case.needs if verdicts.get(n)]
        verdict, step, text = found or ("passed", 0, "")
        if unmet and verdict != "passed":
            verdict, text = "dependency", f"needs {', '.join(unmet)}; {text}"
        results[case.name] = (verdict, step, text)
    return results


def table(cache, cases, results):
    rows = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for case in cases:
        for area in (case.area, "all"):
            cell = rows[area][case.kind]
            cell[1] += 1
            cell[0] += results[case.name][0] == "passed"
    print(f"\n{cache.name}\n{'':14}" + "".join(f"{kind:>12}" for kind in (model.R, model.O, model.C)))
    for area in [a for a in AREAS if a in rows] + ["all"]:
        print(f"{area:14}" + "".join(f"{'%d/%d' % tuple(rows[area][kind]):>12}" for kind in (model.R, model.O, model.C)))


def failures(cases, results, verbose):
    for case in cases:
        verdict, step, text = results[case.name]
        if verdict != "passed" or verbose:
            print(f"  {case.kind:8} {verdict:10} {case.name} [{case.clause}] {f'step {step}: ' if step else ''}{text}")


def main():
    parser = argparse.ArgumentParser(description="HTTP cache conformance")
    parser.add_argument("--masthead", nargs="?", const=".build/release/masthead", metavar="PATH")
    for name in ("nginx", "varnish", "squid"):
        parser.add_argument("--" + name, action="store_true")
    parser.add_argument("--only", default="", metavar="REGEX", help="areas or cases to run")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("-v", action="store_true", help="list passing cases too")
    options = parser.parse_args()
    load()
    cases = [case for case in model.CASES if re.search(options.only, f"{case.area} {case.name}")]
    wanted = [name for name in ("nginx", "varnish", "squid") if getattr(options, name)]
    if options.masthead or not wanted:
        wanted.insert(0, "masthead")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    origin, report, broken = Origin(), {}, False
    for name in wanted:
        start = getattr(caches, name)
        binary = os.path.abspath(options.masthead or ".build/release/masthead")
        cache = start(binary, origin.port) if name == "masthead" else start(origin.port)
        atexit.register(cache.end)
        results = run(cache, cases, origin)
        cache.end()
        report[name] = {case.name: dict(zip(("verdict", "step", "text"), results[case.name]), kind=case.kind, area=case.area,
                                        clause=case.clause) for case in cases}
        broken |= name == "masthead" and any(c.kind == model.R and results[c.name][0] == "failed" for c in cases)
        if not options.json:
            table(cache, cases, results)
            failures(cases, results, options.v)
    if options.json:
        print(json.dumps(report, indent=1))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())

"""Whether the time of an answer tells who subscribes: known against unknown addresses, taking turns.

Usage: timing.py MASTHEAD [--each 2000]

Prints medians, their gap, and Mann-Whitney's p (normal approximation). Timing on a busy machine is noise: look at p.
"""
import argparse, http.client, json, math, os, random, shutil, socket, statistics, subprocess, tempfile, time


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def mann_whitney(left, right):
    ranked = sorted([(value, 0) for value in left] + [(value, 1) for value in right])
    rank_sum = sum(rank for rank, (_, side) in enumerate(ranked, 1) if side == 0)
    n, m = len(left), len(right)
    u = rank_sum - n * (n + 1) / 2
    z = (u - n * m / 2) / math.sqrt(n * m * (n + m + 1) / 12)
    return math.erfc(abs(z) / math.sqrt(2))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--each", type=int, default=2000)
    options = parser.parse_args()
    program = os.path.abspath(options.program)
    folder, port = tempfile.mkdtemp(prefix="masthead-timing-"), free_port()
    site = f"{folder}/site"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run([program, "new", "site", site], check=True, **quiet)
    subprocess.run([program, "build", "--site", site], check=True, **quiet)
    with open(f"{folder}/known.csv", "w") as file:
        file.write("email\n" + "".join(f"known{number}@example.com\n" for number in range(options.each)))
    subprocess.run([program, "subscribers", "import", f"{folder}/known.csv", "--site", site], check=True, **quiet)
    origin = subprocess.Popen(
        [program, "origin", "--listen", f"127.0.0.1:{port}", "--site", site, "--log", f"{folder}/log"], **quiet)
    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        turns = [(kind, number) for number in range(options.each) for kind in ("known", "other")]
        chance, times, bodies = random.Random(1), {"known": [], "other": []}, set()
        chance.shuffle(turns)
        for count, (kind, number) in enumerate(turns):
            begun = time.perf_counter()
            connection.request(
                "POST", "/api/v1/subscriptions", json.dumps({"email": f"{kind}{number}@example.com"}),
                {"Content-Type": "application/json", "X-Forwarded-For": f"10.1.{count >> 8}.{count & 255}"})
            answer = connection.getresponse()
            bodies.add((answer.status, answer.read()))
            times[kind].append((time.perf_counter() - begun) * 1000)
        known, other = statistics.median(times["known"]), statistics.median(times["other"])
        print(json.dumps({
            "each": options.each, "answers_that_differ": len(bodies) - 1, "median_known_ms": round(known, 3),
            "median_unknown_ms": round(other, 3), "gap_ms": round(abs(known - other), 3),
            "p": round(mann_whitney(times["known"], times["other"]), 3)}))
    finally:
        origin.terminate()
        origin.wait()
        shutil.rmtree(folder, ignore_errors=True)


main()

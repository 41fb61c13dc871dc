"""The mail queue's speeds. Usage: mail.py MASTHEAD [--queued 1000000] [--messages 20000] [--jobs 20000]

SMTP over 10 connections beside Postfix's own generator against its own sink; the store's durable operations, by 32 at a
time and by one alone, beside what the disk and bare SQLite do; and how long an operator waits in front of a long queue.
Medians of three. Prints one JSON value, with the machine's load before and after each part: figures taken while others
work are theirs too. Takes about four minutes, most of it for the million.
"""
import argparse, json, os, shutil, socket, sqlite3, statistics, subprocess, sys, tempfile, time

SINK = "/usr/sbin/smtp-sink"
SOURCE = "/usr/sbin/smtp-source"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def syncs_per_second(folder):
    """What the disk gives: writes of 8 KiB that wait for it."""
    descriptor = os.open(f"{folder}/disk", os.O_RDWR | os.O_CREAT, 0o600)
    os.write(descriptor, bytes(4 << 20))
    os.fsync(descriptor)
    begun, count = time.time(), 0
    while time.time() - begun < 2:
        os.pwrite(descriptor, b"x" * 8192, count * 8192 % (4 << 20))
        os.fdatasync(descriptor)
        count += 1
    os.close(descriptor)
    return round(count / (time.time() - begun))


def sqlite_inserts_per_second(folder):
    """The same question to SQLite itself: one row a transaction."""
    database = sqlite3.connect(f"{folder}/bare.sqlite", isolation_level=None)
    database.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)")
    begun, count = time.time(), 0
    while time.time() - begun < 2:
        database.execute("INSERT INTO t (b) VALUES ('x')")
        count += 1
    database.close()
    return round(count / (time.time() - begun))


def median(values):
    return round(statistics.median(values), 1)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--queued", type=int, default=1_000_000)
    parser.add_argument("--messages", type=int, default=20_000)
    parser.add_argument("--jobs", type=int, default=20_000)
    options = parser.parse_args()
    program = os.path.abspath(options.program)
    load = os.path.join(os.path.dirname(program), "mailload")
    folder, port, result = tempfile.mkdtemp(prefix="masthead-mail-"), free_port(), {}
    loads = result["load"] = {"before": os.getloadavg()[0]}
    sink = subprocess.Popen(
        [SINK, "-u", "nobody", f"127.0.0.1:{port}", "200"] if os.geteuid() == 0 else [SINK, f"127.0.0.1:{port}", "200"],
        stderr=subprocess.DEVNULL)
    try:
        time.sleep(0.5)
        ours, theirs = [], []
        for _ in range(3):
            said = subprocess.run(
                [load, "smtp", str(port), str(options.messages), "10", "4096"], capture_output=True, text=True, check=True)
            ours.append(json.loads(said.stdout)["messages_per_second"])
            begun = time.time()
            subprocess.run(
                [SOURCE, "-d", "-s", "10", "-m", str(options.messages), "-l", "4096", f"127.0.0.1:{port}"], check=True,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            theirs.append(options.messages / (time.time() - begun))
        result["smtp_messages_per_second"] = {"masthead": median(ours), "smtp-source": median(theirs)}
        loads["after_smtp"] = os.getloadavg()[0]
    finally:
        sink.terminate()
        sink.wait()
    try:
        runs = []
        for number in range(3):
            said = subprocess.run(
                [load, "store", f"{folder}/speed{number}.sqlite", str(options.jobs), "32"], capture_output=True, text=True,
                check=True)
            runs.append(json.loads(said.stdout))
        result["store"] = {name: median(run[name] for run in runs) for name in runs[0]}
        result["store"]["disk_syncs_per_second"] = syncs_per_second(folder)
        result["store"]["bare_sqlite_inserts_per_second"] = sqlite_inserts_per_second(folder)
        loads["after_store"] = os.getloadavg()[0]
        site = f"{folder}/site"
        subprocess.run([program, "new", "site", site], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        subprocess.run([load, "fill", f"{site}/.masthead/blog.sqlite", str(options.queued)], check=True, stdout=subprocess.DEVNULL)
        loads["after_fill"] = os.getloadavg()[0]
        begun = time.time()
        subprocess.run([program, "--version"], check=True, stdout=subprocess.DEVNULL)
        result["program_start_ms"] = round((time.time() - begun) * 1000, 1)
        for name, arguments in {
            "list_domain_first_line_ms": ["list", "--domain", "d7.example", "--json"], "stats_ms": ["stats", "--json"],
            "stats_shape_ms": ["stats", "--shape", "--json"],
        }.items():
            times = []
            for _ in range(5):
                begun = time.time()
                process = subprocess.Popen([program, "mail", *arguments, "--site", site], stdout=subprocess.PIPE)
                assert process.stdout.readline()
                times.append((time.time() - begun) * 1000)
                process.communicate()
            result[name] = median(times)
        result["queued"] = options.queued
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps(result))


main()

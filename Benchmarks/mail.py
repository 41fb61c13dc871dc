"""The mail queue's speeds. Usage: mail.py MASTHEAD [--queued 1000000] [--messages 20000]

SMTP beside Postfix's own generator against its own sink, the store's durable operations, and how long an operator waits
in front of a long queue. Prints one JSON value.
"""
import argparse, json, os, shutil, socket, statistics, subprocess, sys, tempfile, time

SINK = "/usr/sbin/smtp-sink"
SOURCE = "/usr/sbin/smtp-source"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--queued", type=int, default=1_000_000)
    parser.add_argument("--messages", type=int, default=20_000)
    options = parser.parse_args()
    program = os.path.abspath(options.program)
    load = os.path.join(os.path.dirname(program), "mailload")
    folder, port, result = tempfile.mkdtemp(prefix="masthead-mail-"), free_port(), {}
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
        result["smtp"] = {"masthead": round(statistics.median(ours)), "smtp-source": round(statistics.median(theirs))}
    finally:
        sink.terminate()
        sink.wait()
    try:
        said = subprocess.run([load, "store", f"{folder}/speed.sqlite", "20000"], capture_output=True, text=True, check=True)
        result["store"] = json.loads(said.stdout)
        site = f"{folder}/site"
        subprocess.run([program, "new", "site", site], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        subprocess.run([load, "fill", f"{site}/.masthead/blog.sqlite", str(options.queued)], check=True, stdout=subprocess.DEVNULL)
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
            result[name] = round(statistics.median(times), 1)
        result["queued"] = options.queued
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps(result))


main()

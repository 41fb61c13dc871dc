"""Hits of small objects: the edge beside nginx and Varnish, one worker each on one core, wrk on the other, taking turns.

Prints requests per second and the 99th percentile of latency, the median of three rounds, and our ratio to the fastest of them.
"""
import os, re, shutil, signal, socket, statistics, subprocess, sys, tempfile, time, urllib.request

MASTHEAD = os.path.abspath(sys.argv[1])
ROUNDS, SECONDS, CONNECTIONS = 3, 5, 64
SIZES = {"1 KB": 1024, "10 KB": 10240}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def nginx(folder, name, body):
    """Starts one nginx in the foreground; `body` is what stands in its http block."""
    path = os.path.join(folder, name + ".conf")
    # As root its workers would become somebody who may not enter our folder.
    user = "user root;" if os.geteuid() == 0 else ""
    with open(path, "w") as file:
        file.write(f"""
            {user} daemon off; worker_processes 1; pid {folder}/{name}.pid; error_log {folder}/{name}.log;
            events {{ worker_connections 1024; }}
            http {{
                access_log off; keepalive_requests 100000000; tcp_nodelay on; default_type text/plain;
                client_body_temp_path {folder}/{name}-b; proxy_temp_path {folder}/{name}-p;
                fastcgi_temp_path {folder}/{name}-f; uwsgi_temp_path {folder}/{name}-u; scgi_temp_path {folder}/{name}-s;
                {body}
            }}""")
    return subprocess.Popen(["taskset", "-c", "0", "nginx", "-c", path, "-e", f"{folder}/{name}.log"])


def varnish(folder, port, origin):
    """Varnish has a thread for each request under way; all of them stay on the one core."""
    return subprocess.Popen(
        ["taskset", "-c", "0", "varnishd", "-F", "-n", f"{folder}/varnish", "-a", f"127.0.0.1:{port}", "-T", "none",
         "-b", f"127.0.0.1:{origin}", "-s", "malloc,256m", "-p", "thread_pools=1"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def wait_for(port):
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            pass
    sys.exit(f"nothing listens on port {port}")


def load(port, path):
    url = f"http://127.0.0.1:{port}{path}"
    for _ in range(3):
        urllib.request.urlopen(url, timeout=5).read()
    out = subprocess.run(
        ["taskset", "-c", "1", "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency", url],
        capture_output=True, text=True, check=True).stdout
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1))
    value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", out).groups()
    return rate, float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def main():
    folder = tempfile.mkdtemp(prefix="masthead-bench-")
    running = []
    try:
        os.mkdir(f"{folder}/site")
        for name, size in SIZES.items():
            with open(f"{folder}/site/{size}", "wb") as file:
                file.write(os.urandom(size // 2).hex().encode())
        origin, *ports = (free_port() for _ in range(5))
        running.append(nginx(folder, "origin", f"""
            server {{ listen 127.0.0.1:{origin}; root {folder}/site; add_header Cache-Control max-age=3600; }}"""))
        cache = f"""
            proxy_cache_path {folder}/cache keys_zone=one:10m; upstream origin {{ server 127.0.0.1:{origin}; keepalive 8; }}
            server {{ listen 127.0.0.1:%d; location / {{
                proxy_pass http://origin; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_cache one; }} }}"""
        running.append(nginx(folder, "nginx", "sendfile on;" + cache % ports[0]))
        running.append(nginx(folder, "copying", "sendfile off;" + (cache % ports[1]).replace("cache keys", "cache2 keys")))
        running.append(subprocess.Popen(
            ["taskset", "-c", "0", MASTHEAD, "edge", "--listen", f"127.0.0.1:{ports[2]}",
             "--origin", f"http://127.0.0.1:{origin}", "--threads", "1", "--log", "off"]))
        running.append(varnish(folder, ports[3], origin))
        peers = {"nginx": ports[0], "nginx, sendfile off": ports[1], "Varnish": ports[3], "masthead": ports[2]}
        for port in [origin, *ports]:
            wait_for(port)
        print(f"{CONNECTIONS} connections, {ROUNDS} rounds of {SECONDS} s, server on one core, wrk on the other")
        for name, size in SIZES.items():
            found = {peer: [] for peer in peers}
            for _ in range(ROUNDS):
                for peer, port in peers.items():
                    found[peer].append(load(port, f"/{size}"))
            medians = {p: (statistics.median(r for r, _ in v), statistics.median(l for _, l in v)) for p, v in found.items()}
            best = max(rate for peer, (rate, _) in medians.items() if peer != "masthead")
            for peer, (rate, latency) in medians.items():
                print(f"{name:>6}  {peer:<20} {rate:>9,.0f}/s  p99 {latency:.2f} ms  {rate / best:.2f}")
    finally:
        for process in running:
            process.send_signal(signal.SIGTERM)
        for process in running:
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)


main()

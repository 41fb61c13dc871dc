"""A million distinct small objects through an edge with a budget of 256 MiB: what the process takes at its most.

nginx answers every path with 1 KB, wrk asks for each path once. Prints objects stored, the budget and resident memory.
"""
import json, os, re, shutil, signal, socket, subprocess, sys, tempfile, time, urllib.request

MASTHEAD = os.path.abspath(sys.argv[1])
OBJECTS, BUDGET = 1_000_000, 256


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port):
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            with socket.create_connection(("127.0.0.1", port), 1) as found:
                # Loopback may connect a socket to itself where nobody listens yet.
                if found.getsockname() != found.getpeername():
                    return
        except OSError:
            pass
        time.sleep(0.05)
    sys.exit(f"nothing listens on port {port}")


def memory(pid, name):
    with open(f"/proc/{pid}/status") as file:
        return int(re.search(rf"{name}:\s+(\d+) kB", file.read()).group(1)) / 1024


def main():
    folder = tempfile.mkdtemp(prefix="masthead-memory-")
    origin, port = free_port(), free_port()
    user = "user root;" if os.geteuid() == 0 else ""
    with open(f"{folder}/nginx.conf", "w") as file:
        file.write(f"""
            {user} daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/log;
            events {{ worker_connections 1024; }}
            http {{ access_log off; keepalive_requests 100000000; default_type text/plain;
                client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
                uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
                server {{ listen 127.0.0.1:{origin}; add_header Cache-Control max-age=3600;
                    location / {{ return 200 "{'x' * 1000}"; }} }} }}""")
    with open(f"{folder}/paths.lua", "w") as file:
        file.write('local n = 0\nrequest = function() n = n + 1 return wrk.format("GET", "/object/" .. n) end\n')
    running = [subprocess.Popen(["nginx", "-c", f"{folder}/nginx.conf", "-e", f"{folder}/log"])]
    try:
        wait_for(origin)
        edge = subprocess.Popen(
            [MASTHEAD, "edge", "--listen", f"127.0.0.1:{port}", "--origin", f"http://127.0.0.1:{origin}",
             "--memory", f"{BUDGET}MiB", "--log", "off"], env={**os.environ, "XDG_RUNTIME_DIR": folder})
        running.append(edge)
        wait_for(port)
        before, asked = memory(edge.pid, "VmRSS"), 0
        limit = time.monotonic() + 300
        while asked < OBJECTS and time.monotonic() < limit:
            script = f"{folder}/paths.lua"
            with open(script, "w") as file:
                file.write(f'local n = {asked}\nrequest = function() n = n + 1 '
                           f'return wrk.format("GET", "/object/" .. n) end\n')
            out = subprocess.run(["wrk", "-t1", "-c32", "-d10s", "-s", script, f"http://127.0.0.1:{port}"],
                                 capture_output=True, text=True, check=True).stdout
            asked += int(re.search(r"(\d+) requests in", out).group(1))
        now, most = memory(edge.pid, "VmRSS"), memory(edge.pid, "VmHWM")
        print(f"{asked:,} distinct objects of 1 KB, budget {BUDGET} MiB: resident {before:.0f} MiB before, "
              f"{now:.0f} MiB after, {most:.0f} MiB at its most; {most - BUDGET:+.0f} MiB over the budget")
    finally:
        for process in running:
            process.send_signal(signal.SIGTERM)
        for process in running:
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)


main()

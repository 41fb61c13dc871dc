"""Starts each cache on a loopback port in front of the origin, with a folder of its own, and ends it by its process id."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Cache:
    def __init__(self, name, command, port, folder):
        self.name, self.port, self.folder = name, port, folder
        self.log = open(os.path.join(folder, "output.log"), "wb")
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log, stdin=subprocess.DEVNULL)
        until = time.monotonic() + 20
        while time.monotonic() < until:
            if self.process.poll() is not None:
                break
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        self.end()
        raise SystemExit(f"{name} did not start; its command was: {' '.join(command)}")

    def end(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(8)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def folder(owner=None):
    path = tempfile.mkdtemp(prefix="conformance-")
    os.chmod(path, 0o755)
    if owner and os.geteuid() == 0:
        account = pwd.getpwnam(owner)
        os.chown(path, account.pw_uid, account.pw_gid)
    return path


def write(path, text):
    with open(path, "w") as file:
        file.write(text)
    return path


def masthead(binary, origin):
    port, place = free_port(), folder()
    command = [binary, "edge", "--listen", f"127.0.0.1:{port}", "--origin", f"http://127.0.0.1:{origin}", "--log", "off"]
    return Cache("masthead", command, port, place)


def nginx(origin):
    port, place = free_port(), folder()
    user = "user root;" if os.geteuid() == 0 else ""
    temporary = " ".join(f"{kind}_temp_path {place}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    config = write(f"{place}/nginx.conf", f"""
{user} daemon off; master_process off; pid {place}/pid; error_log {place}/error.log;
events {{ worker_connections 2048; }}
http {{
  access_log off; {temporary}
  proxy_cache_path {place}/cache keys_zone=zone:16m;
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://127.0.0.1:{origin}; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_set_header Host $http_host; proxy_cache zone; proxy_cache_revalidate on;
      proxy_cache_background_update on;
      add_header X-Cache $upstream_cache_status always;
    }}
  }}
}}
""")
    return Cache("nginx", ["nginx", "-c", config, "-e", f"{place}/error.log"], port, place)


def varnish(origin):
    port, place = free_port(), folder()
    vcl = write(f"{place}/default.vcl", f'vcl 4.1; backend default {{ .host = "127.0.0.1"; .port = "{origin}"; }}\n')
    command = ["varnishd", "-F", "-n", f"{place}/work", "-a", f"127.0.0.1:{port}", "-f", vcl, "-s", "malloc,64m",
               "-j", "none", "-p", "default_grace=0", "-p", "default_keep=30"]
    return Cache("varnish", command, port, place)


def squid(origin):
    port, place = free_port(), folder("proxy")
    config = write(f"{place}/squid.conf", f"""
http_port 127.0.0.1:{port} accel defaultsite=127.0.0.1 no-vhost
cache_peer 127.0.0.1 parent {origin} 0 no-query originserver name=origin
acl all_of src all
http_access allow all_of
cache_peer_access origin allow all_of
cache_mem 64 MB
pid_filename {place}/squid.pid
access_log none
cache_log {place}/cache.log
cache_store_log none
coredump_dir {place}
shutdown_lifetime 0 seconds
pinger_enable off
netdb_filename none
""")
    return Cache("squid", ["squid", "--foreground", "-f", config, "-n", f"c{port}"], port, place)

"""10,000 robots subscribe from 500 addresses, and a reader comes along. Usage: bots.py MASTHEAD [--bots 10000]
[--addresses 500] [--readers 3]

Real edge, origin and worker (`masthead up`) on loopback; the mails go to Postfix's smtp-sink where there is one, else to a
sink of this script's own. Each robot binds an address 127.0.x.y of its own, spread over many networks or few, and asks for
a confirmation mail to an address and a domain of its own. Readers come from other addresses in the middle of it: one whose
neighbourhood is calm, and one from the robots' own. Counts the mails that left (at most 60) and how long each reader
waited for theirs (at most 10 s). Prints one JSON value; exit 0 when both hold.
"""
import argparse, asyncio, collections, http.client, json, os, random, re, shutil, signal, socket, sqlite3, subprocess
import sys, tempfile, threading, time


class Sink:
    """A mail server that notes who got a mail, and when."""

    def __init__(self):
        self.mails = []
        self.loop = asyncio.new_event_loop()
        started = threading.Event()

        async def main():
            self.server = await asyncio.start_server(self.serve, "127.0.0.1", 0, limit=1 << 20)
            self.port = self.server.sockets[0].getsockname()[1]
            started.set()

        self.loop.create_task(main())
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        started.wait()

    async def serve(self, reader, writer):
        try:
            writer.write(b"220 sink ESMTP\r\n")
            recipient = None
            while line := (await reader.readline()).decode("latin-1").strip():
                verb = line[:4].upper()
                if verb == "EHLO":
                    writer.write(b"250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n")
                elif verb == "RCPT":
                    recipient = re.search("<(.*)>", line).group(1)
                    writer.write(b"250 ok\r\n")
                elif verb == "DATA":
                    writer.write(b"354 go\r\n")
                    while await reader.readline() not in (b".\r\n", b""):
                        pass
                    self.mails.append((recipient, time.time()))
                    writer.write(b"250 2.0.0 taken\r\n")
                else:
                    writer.write(b"221 bye\r\n" if verb == "QUIT" else b"250 ok\r\n")
                    if verb == "QUIT":
                        return
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def subscribe(port, source, email):
    """Over a connection of its own, bound to the address `source`."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10, source_address=(source, 0))
    try:
        body = json.dumps({"email": email, "shown_ms": 4000})
        connection.request("POST", "/api/v1/subscriptions", body, {"Content-Type": "application/json"})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--bots", type=int, default=10_000)
    parser.add_argument("--addresses", type=int, default=500)
    parser.add_argument("--networks", type=int, default=500, help="/24s that the addresses are spread over")
    parser.add_argument("--seconds", type=float, default=40, help="how long the robots take, about")
    options = parser.parse_args()
    program = os.path.abspath(options.program)
    folder, sink, edge, origin = tempfile.mkdtemp(prefix="masthead-bots-"), Sink(), free_port(), free_port()
    site = f"{folder}/site"
    subprocess.run([program, "new", "site", site], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with open(f"{site}/masthead.yaml") as file:
        text = re.sub(r"(?m)^(edge|mail|subscriptions|origin):.*\n((?:[ #].*\n|\n)*)", "", file.read())
    with open(f"{site}/masthead.yaml", "w") as file:
        file.write(text + f"""
edge: {{ listen: "127.0.0.1:{edge}", origins: {{ site: {{ url: "http://127.0.0.1:{origin}" }} }} }}
origin: {{ listen: "127.0.0.1:{origin}" }}
mail: {{ from: "Notes <hello@blog.example>", smtp: {{ host: 127.0.0.1, port: {sink.port}, tls: none }} }}
""")
    subprocess.run([program, "build", "--site", site], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    log = open(f"{folder}/log", "wb")
    blog = subprocess.Popen([program, "up", "--no-build", "--site", site, "--log", "-"], stdout=log, stderr=log)
    try:
        deadline = time.time() + 30
        while time.time() < deadline:
            try:
                socket.create_connection(("127.0.0.1", edge), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        chance = random.Random(7)
        # 127.0.0.0/24 and the readers' networks stay free of robots.
        nets = [f"127.{1 + n // 250}.{n % 250}" for n in range(options.networks)]
        addresses = [f"{nets[n % len(nets)]}.{1 + n // len(nets)}" for n in range(options.addresses)]
        queue = collections.deque((n, addresses[n % len(addresses)]) for n in range(options.bots))
        statuses, lock, begun = collections.Counter(), threading.Lock(), time.time()
        pause = options.seconds / options.bots * 16

        def robots():
            while True:
                with lock:
                    if not queue:
                        return
                    number, source = queue.popleft()
                status = subscribe(edge, source, f"robot{number}@d{number % 800}.example")
                with lock:
                    statuses[status] += 1
                time.sleep(pause * chance.random())

        threads = [threading.Thread(target=robots, daemon=True) for _ in range(16)]
        for thread in threads:
            thread.start()
        readers = {}

        def reader(name, source, after):
            while options.bots - len(queue) < options.bots * after and any(t.is_alive() for t in threads):
                time.sleep(0.05)
            email = f"{name}@reader-{name}.example"
            asked = time.time()
            status = subscribe(edge, source, email)
            limit = asked + 30
            while time.time() < limit:
                if got := [at for recipient, at in sink.mails if recipient == email]:
                    readers[name] = {"status": status, "seconds": round(got[0] - asked, 2)}
                    return
                time.sleep(0.02)
            readers[name] = {"status": status, "seconds": None}

        people = [
            threading.Thread(target=reader, args=person) for person in [
                ("calm", "127.77.7.7", 0.3), ("calm-late", "127.88.7.7", 0.9), ("neighbour", "127.1.251.7", 0.3),
                ("neighbour-late", "127.2.251.7", 0.9)]
        ]
        for thread in people + threads:
            thread.start() if thread in people else None
        for thread in threads + people:
            thread.join()
        took = time.time() - begun
        time.sleep(8)
        robots_mailed = sum(recipient.startswith("robot") for recipient, _ in sink.mails)
        with sqlite3.connect(f"file:{site}/.masthead/blog.sqlite?mode=ro", uri=True) as database:
            held = database.execute("SELECT count(*) FROM job WHERE kind = 'mail.confirm' AND state = 'held'").fetchone()[0]
        result = {
            "robots": options.bots, "addresses": options.addresses, "networks": options.networks,
            "seconds": round(took, 1), "answers": dict(statuses), "mails_left": len(sink.mails),
            "mails_to_robots": robots_mailed, "held": held, "readers": readers,
        }
        print(json.dumps(result))
        good = len(sink.mails) <= 60 and all((r["seconds"] or 99) <= 10 for r in readers.values())
    finally:
        blog.send_signal(signal.SIGTERM)
        try:
            blog.wait(timeout=40)
        except subprocess.TimeoutExpired:
            blog.kill()
        if os.environ.get("KEEP"):
            print(folder, file=sys.stderr)
        else:
            shutil.rmtree(folder, ignore_errors=True)
    sys.exit(0 if good else 1)


main()

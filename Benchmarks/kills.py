"""Ends the blog with `kill -9` at random moments while people subscribe, and counts what became of their welcome mails.

Usage: kills.py MASTHEAD [--kills 500] [--subscriptions 10000] [--seed N] [--double]

Everything stays on loopback. A mail server of this script's own takes the mails, slowly enough that kills fall between
the final dot and its answer. At the end: every subscription that was answered 202 has its welcome mail; there are no
more duplicates than mails were being sent at the kills; and all copies of a mail bear one Message-ID.

With `--double` each reader first gets a confirmation mail, and follows the link in it when the mail arrives, again and
again until the answer is 200; the welcome comes after that. Both mails are counted.
"""
import argparse, asyncio, collections, http.client, json, os, random, re, shutil, signal, socket, sqlite3, subprocess
import sys, tempfile, threading, time


class Sink:
    """A mail server that remembers who got which Message-ID."""

    def __init__(self, chance):
        # By recipient and kind: `confirm` for mails with a link to confirm, else `welcome`.
        self.mails, self.chance = collections.defaultdict(list), chance
        self.links = collections.deque()
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
                    head = []
                    while (data := await reader.readline()) != b".\r\n":
                        if not data:
                            return
                        head.append(data)
                    # Taken: what happens from here on is the sender's risk.
                    text = b"".join(head)
                    names = re.findall(rb"(?im)^Message-ID: *<(.*)>", text)
                    whole = text.replace(b"=\r\n", b"").replace(b"=3D", b"=")
                    link = re.search(rb"/api/v1/subscriptions/confirm/[A-Za-z0-9_.-]+", whole)
                    self.mails[recipient, "confirm" if link else "welcome"].append(names[0].decode())
                    if link:
                        self.links.append(link.group().decode())
                    await asyncio.sleep(self.chance.random() * 0.02)
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


class Blog:
    def __init__(self, program, folder, sink, confirmation):
        self.program, self.folder, self.process = program, folder, None
        self.origin = free_port()
        subprocess.run([program, "new", "site", folder], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with open(f"{folder}/masthead.yaml") as file:
            text = file.read()
        # Sections of ours in place of the sample's.
        text = re.sub(r"(?m)^(edge|mail|subscriptions|origin):.*\n((?:[ #].*\n|\n)*)", "", text)
        text += f"""
edge: {{ listen: "127.0.0.1:{free_port()}", origins: {{ site: {{ url: "http://127.0.0.1:{self.origin}" }} }} }}
origin: {{ listen: "127.0.0.1:{self.origin}" }}
mail: {{ from: "Notes <hello@blog.example>", smtp: {{ host: 127.0.0.1, port: {sink.port}, tls: none }} }}
subscriptions: {{ confirmation: {confirmation}, flood_per_minute: 1000000 }}
"""
        with open(f"{folder}/masthead.yaml", "w") as file:
            file.write(text)
        subprocess.run([program, "build", "--site", folder], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def start(self):
        log = open(f"{self.folder}/log", "ab")
        self.process = subprocess.Popen(
            [self.program, "up", "--no-build", "--site", self.folder, "--log", "-"], stdout=log, stderr=log)

    def kill(self):
        """Ends it, and counts the mails that were between `sending` and the answer."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        return self.count(f"state = 'sending' AND lease_owner LIKE '%:{self.process.pid}'")

    def count(self, condition):
        with sqlite3.connect(f"file:{self.folder}/.masthead/blog.sqlite?mode=ro", uri=True) as database:
            # Killed before it had made its tables, it has sent nothing.
            if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'job'").fetchone():
                return 0
            return database.execute(f"SELECT count(*) FROM job WHERE {condition}").fetchone()[0]

    def confirm(self, link):
        connection = http.client.HTTPConnection("127.0.0.1", self.origin, timeout=5)
        try:
            connection.request("POST", link)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def subscribe(self, number):
        connection = http.client.HTTPConnection("127.0.0.1", self.origin, timeout=5)
        try:
            connection.request(
                "POST", "/api/v1/subscriptions", json.dumps({"email": f"reader{number}@d{number}.example"}),
                {"Content-Type": "application/json",
                 # Each from a network of its own, or the flood gate would hold most of them.
                 "X-Forwarded-For": f"{10 + (number >> 16)}.{number >> 8 & 255}.{number & 255}.7"})
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--subscriptions", type=int, default=10_000)
    parser.add_argument("--double", action="store_true")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    chance = random.Random(options.seed)
    print(f"seed {options.seed}", file=sys.stderr)
    folder = tempfile.mkdtemp(prefix="masthead-kills-")
    sink = Sink(chance)
    kinds = ["confirm", "welcome"] if options.double else ["welcome"]
    blog = Blog(os.path.abspath(options.program), f"{folder}/site", sink, "double" if options.double else "single")
    accepted, queue, lock = set(), collections.deque(range(options.subscriptions)), threading.Lock()
    finished, begun = threading.Event(), time.time()
    # Spread over all the kills: each run lasts 0.3 to 1.1 s, and half of it is starting.
    pause = options.kills * 0.7 / options.subscriptions * 8

    def people():
        while not finished.is_set():
            with lock:
                if not queue:
                    return
                number = queue.popleft()
            status = blog.subscribe(number)
            with lock:
                if status == 202:
                    accepted.add(number)
                else:
                    queue.append(number)
            time.sleep(pause * chance.random() * 2 if status == 202 else 0.05)

    confirmed, strange = collections.Counter(), collections.Counter()

    def readers():
        """Follow the links in the mails that have come, as often as it takes."""
        while not finished.is_set():
            try:
                link = sink.links.popleft()
            except IndexError:
                time.sleep(0.05)
                continue
            status = blog.confirm(link)
            if status == 200:
                confirmed[link] += 1
            else:
                strange[status] += status != 0
                sink.links.append(link)
                time.sleep(0.05)

    try:
        blog.start()
        for _ in range(2):
            threading.Thread(target=readers, daemon=True).start()
        threads = [threading.Thread(target=people, daemon=True) for _ in range(8)]
        for thread in threads:
            thread.start()
        in_flight = hits = 0
        for kill in range(options.kills):
            time.sleep(0.3 + chance.random() * 0.8)
            caught = blog.kill()
            in_flight += caught
            hits += caught > 0
            blog.start()
            if kill % 50 == 49:
                print(f"{kill + 1} kills, {len(accepted)} accepted, {len(sink.mails)} mails, {in_flight} in flight",
                      file=sys.stderr)
        for thread in threads:
            thread.join(timeout=300)
        deadline = time.time() + 300
        while time.time() < deadline and (sink.links or blog.count("state IN ('ready', 'leased', 'sending')")):
            time.sleep(0.5)
        finished.set()
        blog.process.send_signal(signal.SIGTERM)
        blog.process.wait(timeout=40)
    finally:
        finished.set()
        if blog.process and blog.process.poll() is None:
            blog.process.kill()
    mails = {
        kind: {int(re.match(r"reader(\d+)@", address).group(1)): names
               for (address, which), names in sink.mails.items() if which == kind} for kind in kinds}
    lost = [(kind, number) for kind in kinds for number in accepted - mails[kind].keys()]
    duplicates = sum(len(names) - 1 for names in sink.mails.values())
    renamed = sum(len(set(names)) > 1 for names in sink.mails.values())
    result = {
        "confirmation": "double" if options.double else "single",
        "kills": options.kills, "kills_while_sending": hits, "accepted": len(accepted),
        **{f"{kind}_mails": len(mails[kind]) for kind in kinds}, "answers_to_links_but_200": dict(strange),
        "lost": len(lost), "in_flight_at_kills": in_flight, "duplicates": duplicates,
        "duplicates_with_another_message_id": renamed, "seconds": round(time.time() - begun),
    }
    print(json.dumps(result))
    shutil.rmtree(folder, ignore_errors=True)
    good = len(accepted) == options.subscriptions and not lost and not renamed and duplicates <= in_flight
    sys.exit(0 if good else 1)


main()

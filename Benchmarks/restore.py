"""A database put back from a backup starts with its mail paused. Usage: restore.py MASTHEAD

A reader's request is accepted and lies in the database; a copy of the file is made; the worker runs, and the reader has
their mail. Then the copy is put back, as after a lost disk: the worker must find out, pause all mail, and send nothing
until an operator resumes. Prints one JSON value; exit 0 when so.
"""
import glob, http.client, json, os, re, shutil, signal, socket, subprocess, sys, tempfile, time


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(holds, complaint, seconds=20):
    deadline = time.time() + seconds
    while time.time() < deadline:
        if holds():
            return
        time.sleep(0.05)
    raise SystemExit(complaint)


def main():
    program, folder, origin = os.path.abspath(sys.argv[1]), tempfile.mkdtemp(prefix="masthead-restore-"), free_port()
    site, running, checks = f"{folder}/site", [], {}
    database, outbox = f"{site}/.masthead/blog.sqlite", f"{site}/.masthead/outbox/new/*"

    def start(command):
        log = open(f"{folder}/{command}.log", "ab")
        running.append(subprocess.Popen([program, command, "--site", site], stdout=log, stderr=log))
        return running[-1]

    def stop(process):
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=40)

    def mail(*arguments):
        ended = subprocess.run([program, "mail", *arguments, "--site", site], capture_output=True, text=True)
        return ended.stdout

    def counts():
        return json.loads(mail("stats", "--json"))["counts"]

    def subscribe():
        connection = http.client.HTTPConnection("127.0.0.1", origin, timeout=5)
        try:
            connection.request(
                "POST", "/api/v1/subscriptions", '{"email": "jane@example.com"}', {"Content-Type": "application/json"})
            return connection.getresponse().status == 202
        except OSError:
            return False
        finally:
            connection.close()

    try:
        subprocess.run([program, "new", "site", site], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with open(f"{site}/masthead.yaml") as file:
            text = re.sub(r"(?m)^(edge|mail|subscriptions|origin):.*\n((?:[ #].*\n|\n)*)", "", file.read())
        with open(f"{site}/masthead.yaml", "w") as file:
            file.write(text + f"""
origin: {{ listen: "127.0.0.1:{origin}" }}
edge: {{ origins: {{ site: {{ url: "http://127.0.0.1:{origin}" }} }} }}
mail: {{ from: "Notes <hello@blog.example>", mailer: maildir }}
subscriptions: {{ confirmation: single }}
""")
        subprocess.run([program, "build", "--site", site], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        # As any site: the worker has run before.
        worker = start("worker")
        wait_for(lambda: os.path.exists(database + "-mark"), "the worker made no mark")
        stop(worker)
        server = start("origin")
        wait_for(subscribe, "the origin takes no subscription")
        stop(server)
        shutil.copy(database, f"{folder}/backup")
        checks["the backup was whole in one file"] = not os.path.exists(database + "-wal")
        worker = start("worker")
        wait_for(lambda: glob.glob(outbox), "no mail left")
        wait_for(lambda: counts() == {"done": 1}, "the mail isn't done")
        stop(worker)
        for file in glob.glob(database + "-*"):
            if not file.endswith("-mark"):
                os.remove(file)
        shutil.copy(f"{folder}/backup", database)
        worker = start("worker")
        wait_for(lambda: counts().get("ready") == 1, "the request in the backup wasn't decided again")
        time.sleep(5)
        numbers = json.loads(mail("stats", "--json"))
        checks["nothing left a second time"] = len(glob.glob(outbox)) == 1 and numbers["counts"] == {"ready": 1}
        checks["all mail is paused, and says why"] = any(
            pause["name"] == "mail" and "older copy" in pause["reason"] for pause in numbers["pauses"])
        stop(worker)
        worker = start("worker")
        time.sleep(3)
        checks["a restart doesn't end the pause"] = len(glob.glob(outbox)) == 1
        subprocess.run([program, "mail", "resume", "--site", site], check=True, stderr=subprocess.DEVNULL)
        wait_for(lambda: counts() == {"done": 1}, "nothing left after `mail resume`")
        checks["mail goes on after `mail resume`"] = True
        stop(worker)
        with open(f"{folder}/worker.log") as file:
            checks["the log says so"] = '"message":"mail paused"' in file.read()
    finally:
        for process in running:
            if process.poll() is None:
                process.kill()
        shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps(checks))
    sys.exit(0 if all(checks.values()) else 1)


main()

"""A subscription by way of a real Postfix: STARTTLS, AUTH, a mailbox that is then read.

Usage: postfix.py MASTHEAD

Starts Postfix in a folder of its own on a high port of loopback (it needs to be root for that), subscribes, reads the
confirmation from the mailbox with Python's `email`, confirms, reads the welcome mail, compares every field with what it
should be, unsubscribes with one click. Prints one JSON value; exit 0 when all is as it should be.
"""
import base64, email, email.policy, http.client, json, os, re, shutil, signal, socket, socketserver, subprocess, sys
import tempfile, threading, time, urllib.parse

USER, PASSWORD = "blog", "a password with = and spaces"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Authentication(socketserver.StreamRequestHandler):
    """Dovecot's authentication protocol, as much of it as Postfix asks for."""

    def handle(self):
        self.wfile.write(b"VERSION\t1\t2\nMECH\tPLAIN\tplaintext\nSPID\t1\nCUID\t1\nCOOKIE\t0123456789abcdef0123456789abcdef\nDONE\n")
        for line in self.rfile:
            words = line.decode().rstrip("\n").split("\t")
            if words[0] != "AUTH":
                continue
            said = next((word[5:] for word in words if word.startswith("resp=")), "")
            parts = base64.b64decode(said).decode().split("\0")
            good = parts[1:] == [USER, PASSWORD]
            self.wfile.write(f"OK\t{words[1]}\tuser={USER}\n".encode() if good else f"FAIL\t{words[1]}\tuser={USER}\n".encode())


class Postfix:
    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        os.chmod(folder, 0o755)
        for part in ("conf", "queue", "data", "mail"):
            os.makedirs(f"{folder}/{part}")
        for part in ("data", "mail"):
            shutil.chown(f"{folder}/{part}", "postfix", "postfix")
        self.certificate = f"{folder}/certificate.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
             "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", f"{folder}/key.pem",
             "-out", self.certificate], check=True, stderr=subprocess.DEVNULL)
        self.authentication = socketserver.ThreadingUnixStreamServer(f"{folder}/auth", Authentication)
        os.chmod(f"{folder}/auth", 0o666)
        threading.Thread(target=self.authentication.serve_forever, daemon=True).start()
        with open(f"{folder}/conf/main.cf", "w") as file:
            file.write(f"""
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
myhostname = mx.inbox.example
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
virtual_mailbox_domains = inbox.example
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = static:box/
virtual_minimum_uid = 1
virtual_uid_maps = static:{os.stat(f"{folder}/mail").st_uid}
virtual_gid_maps = static:{os.stat(f"{folder}/mail").st_gid}
smtpd_tls_cert_file = {self.certificate}
smtpd_tls_key_file = {folder}/key.pem
maillog_file_prefixes = {folder}
maillog_file = {folder}/queue/log
""")
        with open(f"{folder}/conf/master.cf", "w") as file:
            file.write(f"""
127.0.0.1:{self.port} inet n - n - - smtpd
  -o smtpd_tls_security_level=encrypt -o smtpd_tls_auth_only=yes
  -o smtpd_sasl_auth_enable=yes -o smtpd_sasl_type=dovecot -o smtpd_sasl_path={folder}/auth
  -o smtpd_recipient_restrictions=permit_sasl_authenticated,reject
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
postlog unix-dgram n - n - 1 postlogd
""")
        self.process = subprocess.Popen(
            ["postfix", "-c", f"{folder}/conf", "start-fg"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(lambda: connects(self.port), "Postfix doesn't answer")

    def mails(self):
        new = f"{self.folder}/mail/box/new"
        found = []
        for name in sorted(os.listdir(new)) if os.path.isdir(new) else []:
            with open(f"{new}/{name}", "rb") as file:
                found.append(email.message_from_binary_file(file, policy=email.policy.SMTP))
        return found

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=20)
        self.authentication.shutdown()


def connects(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    except OSError:
        return False


def wait_for(holds, complaint, seconds=30):
    deadline = time.time() + seconds
    while time.time() < deadline:
        if result := holds():
            return result
        time.sleep(0.1)
    raise SystemExit(complaint)


def main():
    program = os.path.abspath(sys.argv[1])
    if os.geteuid() != 0 or not shutil.which("postfix"):
        raise SystemExit("This needs root, and Postfix installed.")
    folder = tempfile.mkdtemp(prefix="masthead-postfix-")
    site, origin = f"{folder}/site", free_port()
    postfix, blog, checks = Postfix(folder), None, {}

    def run(*arguments, secret=PASSWORD, expects=0):
        ended = subprocess.run(
            [program, *arguments, "--site", site], capture_output=True, text=True, env={**os.environ, "MAIL_PASSWORD": secret})
        assert ended.returncode == expects, (arguments, ended.returncode, ended.stdout, ended.stderr)
        return ended.stdout

    def ask(method, path, body=None, **fields):
        connection = http.client.HTTPConnection("127.0.0.1", origin, timeout=10)
        connection.request(method, path, body, fields)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()

    try:
        subprocess.run([program, "new", "site", site], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with open(f"{site}/masthead.yaml") as file:
            text = re.sub(r"(?m)^(edge|mail|subscriptions|origin):.*\n((?:[ #].*\n|\n)*)", "", file.read())
        text += f"""
edge: {{ listen: "127.0.0.1:{free_port()}", origins: {{ site: {{ url: "http://127.0.0.1:{origin}" }} }} }}
origin: {{ listen: "127.0.0.1:{origin}" }}
mail:
  from: "Grüße & Notes <hello@sender.example>"
  smtp: {{ host: localhost, port: {postfix.port}, trust: "{postfix.certificate}", user: {USER}, password: "${{MAIL_PASSWORD}}" }}
"""
        with open(f"{site}/masthead.yaml", "w") as file:
            file.write(text)
        run("build")
        doctor = json.loads(run("mail", "doctor", "--json"))
        checks["doctor sees TLS and login"] = any("login PLAIN" in f["found"] and "tls tlsv1" in f["found"].lower() for f in doctor)
        wrong = json.loads(run("mail", "doctor", "--json", secret="wrong", expects=1))
        checks["doctor names the wrong password"] = any("535" in f["found"] and "password" in f.get("advice", "") for f in wrong)
        with open(f"{folder}/log", "wb") as log:
            blog = subprocess.Popen(
                [program, "up", "--no-build", "--site", site, "--log", "-"], stdout=log, stderr=log,
                env={**os.environ, "MAIL_PASSWORD": PASSWORD})
        wait_for(lambda: connects(origin), "the blog doesn't answer")
        status, _ = ask("POST", "/api/v1/subscriptions", json.dumps({"email": "Jane.Doe@inbox.example"}), **{"Content-Type": "application/json"})
        checks["accepted"] = status == 202
        confirmation = wait_for(lambda: postfix.mails(), "no confirmation came")[0]
        text_part, html_part = confirmation.get_body(("plain",)), confirmation.get_body(("html",))
        link = re.search(r"http\S+/confirm/[\w.-]+", text_part.get_content()).group(0)
        checks |= {
            "confirmation: From": str(confirmation["From"]) == "Grüße & Notes <hello@sender.example>",
            "confirmation: To": str(confirmation["To"]) == "Jane.Doe@inbox.example",
            "confirmation: Subject": str(confirmation["Subject"]).startswith("Please confirm your subscription"),
            "confirmation: Message-ID": re.fullmatch(r"<[0-9A-Z]{26}@sender\.example>", str(confirmation["Message-ID"])) is not None,
            "confirmation: Date": confirmation["Date"].datetime.tzinfo is not None,
            "confirmation: Auto-Submitted": confirmation["Auto-Submitted"] == "auto-generated",
            "confirmation: no List-Unsubscribe": confirmation["List-Unsubscribe"] is None,
            "confirmation: multipart/alternative": confirmation.get_content_type() == "multipart/alternative",
            "confirmation: text first": [p.get_content_type() for p in confirmation.iter_parts()] == ["text/plain", "text/html"],
            "confirmation: one link in both": link in html_part.get_content().replace("&amp;", "&"),
            "confirmation: no defects": not confirmation.defects and not text_part.defects and not html_part.defects,
            "confirmation: envelope sender": str(confirmation["Return-Path"]) == "<hello@sender.example>",
            "confirmation: over TLS, logged in": "ESMTPSA" in str(confirmation["Received"]),
        }
        path = urllib.parse.urlsplit(link).path
        checks["looking changes nothing"] = ask("GET", path, Accept="text/html")[0] == 200 and len(postfix.mails()) == 1
        checks["confirmed"] = ask("POST", path, "", Accept="application/json") == (200, '{"state":"active"}')
        # Names in a Maildir don't sort by time.
        welcome = wait_for(
            lambda: [mail for mail in postfix.mails() if str(mail["Subject"]).startswith("Welcome")], "no welcome came")[0]
        way_out = str(welcome["List-Unsubscribe"]).strip("<>")
        checks |= {
            "welcome: List-Id": "<subscribers.sender.example>" in str(welcome["List-Id"]),
            "welcome: One-Click": str(welcome["List-Unsubscribe-Post"]) == "List-Unsubscribe=One-Click",
            "welcome: another Message-ID": welcome["Message-ID"] != confirmation["Message-ID"],
            "welcome: way out in the text": way_out in welcome.get_body(("plain",)).get_content(),
        }
        status, _ = ask(
            "POST", urllib.parse.urlsplit(way_out).path, "List-Unsubscribe=One-Click",
            **{"Content-Type": "application/x-www-form-urlencoded"})
        checks["unsubscribed with one click"] = status == 200
        shown = [json.loads(line) for line in run("mail", "list", "--json").splitlines()]
        checks["the server's words are kept"] = all(m["state"] == "done" and "queued as" in m["note"] and m["enhancedCode"] == "2.0.0" for m in shown)
    finally:
        if blog:
            blog.send_signal(signal.SIGTERM)
            blog.wait(timeout=40)
        postfix.stop()
        if all(checks.values()):
            shutil.rmtree(folder, ignore_errors=True)
        else:
            print(f"left for a look: {folder}", file=sys.stderr)
    print(json.dumps({"checks": len(checks), "failed": [name for name, good in checks.items() if not good]}))
    sys.exit(0 if all(checks.values()) else 1)


main()

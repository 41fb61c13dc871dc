"""Logging in over the wire, with every way there is and a server that refuses. Usage: login.py MASTHEAD

A mail server of this script's own speaks STARTTLS, or TLS from the start, with a certificate that the site is told to
trust; it offers PLAIN, LOGIN or XOAUTH2, and looks closely at what is said. `masthead mail test` sends through it, `mail
doctor` looks. Prints one JSON value; exit 0 when all is as it should be.
"""
import base64, json, os, re, shutil, socket, ssl, subprocess, sys, tempfile, threading

USER, PASSWORD, TOKEN = "blög", "pä ss=word", "ya29.token"


class Server:
    """One connection after the other, each by itself in a thread."""

    def __init__(self, context, offers, implicit=False, takes=True):
        self.context, self.offers, self.implicit, self.takes = context, offers, implicit, takes
        self.said, self.mails, self.in_the_clear = [], 0, []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        try:
            secure = self.implicit
            if secure:
                connection = self.context.wrap_socket(connection, server_side=True)
            stream = connection.makefile("rwb", buffering=0)
            say = lambda line: stream.write(line.encode() + b"\r\n")
            say("220 scripted ESMTP")
            while line := stream.readline().decode().rstrip("\r\n"):
                verb = line.split(" ")[0].upper()
                if not secure:
                    self.in_the_clear.append(verb)
                if verb == "EHLO":
                    more = [f"AUTH {self.offers}"] if secure else ["STARTTLS"]
                    for text in ["250-scripted", "250-PIPELINING"] + [f"250-{text}" for text in more]:
                        say(text)
                    say("250 8BITMIME")
                elif verb == "STARTTLS":
                    say("220 go")
                    connection = self.context.wrap_socket(connection, server_side=True)
                    stream, secure = connection.makefile("rwb", buffering=0), True
                elif verb == "AUTH":
                    self.authenticate(line.split(" "), stream, say)
                elif verb == "DATA":
                    say("354 go")
                    while stream.readline() not in (b".\r\n", b""):
                        pass
                    self.mails += 1
                    say("250 2.0.0 taken")
                elif verb == "QUIT":
                    say("221 bye")
                    return
                else:
                    say("250 ok")
        except OSError:
            pass
        finally:
            connection.close()

    def authenticate(self, words, stream, say):
        mechanism, answers = words[1].upper(), [base64.b64decode(word).decode() for word in words[2:]]
        if mechanism == "LOGIN":
            for challenge in ["Username:", "Password:"]:
                say("334 " + base64.b64encode(challenge.encode()).decode())
                answers.append(base64.b64decode(stream.readline()).decode())
        self.said.append((mechanism, answers))
        if self.takes:
            return say("235 2.7.0 welcome")
        if mechanism == "XOAUTH2":
            # The reason comes as a challenge, and an empty answer is expected.
            say("334 " + base64.b64encode(b'{"status":"401"}').decode())
            self.said.append(("answer to the reason", [stream.readline().decode().strip()]))
        say("535 5.7.8 not like that")


def main():
    program, folder = os.path.abspath(sys.argv[1]), tempfile.mkdtemp(prefix="masthead-login-")
    site, checks = f"{folder}/site", {}
    try:
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
             "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", f"{folder}/key.pem", "-out",
             f"{folder}/certificate.pem"], check=True, stderr=subprocess.DEVNULL)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(f"{folder}/certificate.pem", f"{folder}/key.pem")
        subprocess.run([program, "new", "site", site], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with open(f"{site}/masthead.yaml") as file:
            text = re.sub(r"(?m)^(edge|mail|subscriptions|origin):.*\n((?:[ #].*\n|\n)*)", "", file.read())

        def run(server, secret, *arguments):
            tls = "implicit" if server.implicit else "required"
            with open(f"{site}/masthead.yaml", "w") as file:
                file.write(text + f"""
mail:
  from: "Notes <hello@notes.example>"
  smtp: {{ host: localhost, port: {server.port}, tls: {tls}, trust: {folder}/certificate.pem, user: "{USER}", {secret} }}
""")
            ended = subprocess.run(
                [program, "mail", *arguments, "--site", site], capture_output=True, text=True,
                env={**os.environ, "SECRET": PASSWORD})
            return ended.returncode, ended.stdout + ended.stderr

        password, token = 'password: "${SECRET}"', f"token: {TOKEN}"
        plain, bearer = ["\0".join(["", USER, PASSWORD])], [f"user={USER}\x01auth=Bearer {TOKEN}\x01\x01"]
        for offers, secret, expected, implicit in [
            ("PLAIN LOGIN XOAUTH2", password, ("PLAIN", plain), False), ("LOGIN", password, ("LOGIN", [USER, PASSWORD]), False),
            ("LOGIN", password, ("LOGIN", [USER, PASSWORD]), True), ("XOAUTH2 PLAIN", token, ("XOAUTH2", bearer), False),
        ]:
            server = Server(context, offers, implicit)
            code, said = run(server, secret, "test", "jane@example.com")
            way = f"{expected[0]} over {'TLS' if implicit else 'STARTTLS'}"
            checks[way] = code == 0 and server.mails == 1 and server.said == [expected]
            checks[f"{way}: nothing but EHLO and STARTTLS in the clear"] = set(server.in_the_clear) <= {"EHLO", "STARTTLS"}
            code, said = run(server, secret, "doctor")
            checks[f"{way}: doctor names it"] = code == 0 and f"login {expected[0]}" in said
        for offers, secret in [("PLAIN", password), ("LOGIN", password), ("XOAUTH2", token)]:
            server = Server(context, offers, takes=False)
            code, said = run(server, secret, "test", "jane@example.com")
            checks[f"{offers} refused: the server's words, and what to do"] = (
                code == 1 and "535 5.7.8" in said and "mail.smtp.user" in said and server.mails == 0)
            if offers == "XOAUTH2":
                checks["XOAUTH2 refused: the reason is answered with nothing"] = server.said[-1][1] == [""]
        server = Server(context, "CRAM-MD5")
        code, said = run(server, password, "test", "jane@example.com")
        checks["no way in common"] = code == 1 and "CRAM-MD5" in said
        if not all(checks.values()):
            print(said, server.said, file=sys.stderr)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps(checks))
    sys.exit(0 if all(checks.values()) else 1)


main()

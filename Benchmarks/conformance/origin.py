"""A scripted origin: it answers each request with the bytes its case asks for."""

import re
import socket
import threading
import time
from email.utils import formatdate


class Reply:
    """What the origin sends for one step. Header values may hold <+60> or <-60>: a date that far from now."""

    def __init__(self, status=200, *headers, body=None, raw=None, interim=(), date=True, framing="length",
                 declared=None, trailers=(), version="1.1", delay=0, close=False, reset=False, reason="OK"):
        self.__dict__.update(status=status, headers=headers, body=body, raw=raw, interim=interim, date=date,
                             framing=framing, declared=declared, trailers=trailers, version=version,
                             delay=delay, close=close, reset=reset, reason=reason)

    def head(self, status, lines):
        return (f"HTTP/{self.version} {status} {self.reason}\r\n" + "".join(line + "\r\n" for line in lines) + "\r\n")

    def encode(self, method, fallback):
        """The bytes of the whole answer and whether the connection ends after it."""
        if self.raw is not None:
            return expand(self.raw).encode("latin-1"), True
        body = fallback if self.body is None else self.body
        out = "".join(f"HTTP/1.1 {status} Interim\r\n" + "".join(line + "\r\n" for line in lines) + "\r\n"
                      for status, lines in self.interim)
        lines = [expand(line) for line in self.headers]
        if self.date and not any(line.lower().startswith("date:") for line in lines):
            lines.append("Date: " + formatdate(usegmt=True))
        closing = self.close or self.framing == "close" or self.version == "1.0"
        bodiless = self.status in (204, 304) or self.status < 200
        if self.framing == "length" and not bodiless:
            lines.append(f"Content-Length: {len(body) if self.declared is None else self.declared}")
            closing = closing or self.declared is not None
        if self.framing == "chunked":
            lines.append("Transfer-Encoding: chunked")
        if closing:
            lines.append("Connection: close")
        out += self.head(self.status, lines)
        if not bodiless and method != "HEAD":
            if self.framing == "chunked":
                half = max(1, len(body) // 2)
                out += "".join(f"{len(part):x}\r\n{part}\r\n" for part in (body[:half], body[half:]) if part)
                out += "0\r\n" + "".join(line + "\r\n" for line in self.trailers) + "\r\n"
            else:
                out += body
        return out.encode("latin-1"), closing


def expand(text):
    return re.sub(r"<([+-]\d+)>", lambda m: formatdate(time.time() + int(m[1]), usegmt=True), text)


class Request:
    def __init__(self, method, target, headers, body):
        self.method, self.target, self.headers, self.body = method, target, headers, body

    def values(self, name):
        return [v for n, v in self.headers if n.lower() == name.lower()]


class Origin:
    """Listens on loopback; `runs` maps the first path segment to the case that is running."""

    def __init__(self):
        self.runs = {}
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=512)
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
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        reader = connection.makefile("rb")
        try:
            while self.one(connection, reader):
                pass
        except (OSError, ValueError):
            pass
        finally:
            reader.close()
            connection.close()

    def one(self, connection, reader):
        line = reader.readline().decode("latin-1").split()
        if len(line) < 3:
            return False
        headers = []
        while (field := reader.readline().decode("latin-1").rstrip("\r\n")):
            name, _, value = field.partition(":")
            headers.append((name, value.strip(" \t")))
        request = Request(line[0], line[1], headers, b"")
        if any("100-continue" in v.lower() for v in request.values("Expect")):
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        if request.values("Transfer-Encoding"):
            while (size := int(reader.readline().split(b";")[0], 16)):
                request.body += reader.read(size)
                reader.readline()
            while reader.readline().strip():
                pass
        elif request.values("Content-Length"):
            request.body = reader.read(int(request.values("Content-Length")[0]))
        target = re.sub(r"^https?://[^/]*", "", request.target)
        run = self.runs.get(re.split(r"[/?]", target + "/")[1])
        if run is None:
            connection.sendall(b"HTTP/1.1 404 Unknown\r\nContent-Length: 0\r\nCache-Control: no-store\r\n\r\n")
            return True
        reply, body = run.arrived(request)
        # Only what is read waits: writes beside it overtake it.
        if reply.delay and request.method == "GET":
            time.sleep(reply.delay)
        if reply.reset:
            return False
        data, closing = reply.encode(request.method, body)
        connection.sendall(data.replace(b"{key}", run.key.encode()))
        return not closing

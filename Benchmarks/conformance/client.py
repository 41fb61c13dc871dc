"""A client that shows a response exactly as it came: interim responses, field order, trailers, cut bodies."""

import re
import socket


class Response:
    def __init__(self):
        self.interim, self.headers, self.trailers, self.order = [], [], [], []
        self.status, self.body, self.complete = 0, b"", True

    def values(self, name):
        return [v for n, v in self.headers if n.lower() == name.lower()]

    def text(self):
        return self.body.decode("latin-1")


def fetch(port, method, target, headers, body=None, timeout=12):
    with socket.create_connection(("127.0.0.1", port), timeout=timeout) as connection:
        lines = [f"{method} {target} HTTP/1.1"]
        if not any(h.lower().startswith("host:") for h in headers):
            lines.append(f"Host: 127.0.0.1:{port}")
        lines += headers
        if body is not None and not any(h.lower().startswith("transfer-encoding:") for h in headers):
            lines.append(f"Content-Length: {len(body)}")
        lines.append("Connection: close")
        connection.sendall(("\r\n".join(lines) + "\r\n\r\n" + (body or "")).encode("latin-1"))
        with connection.makefile("rb") as reader:
            return read(reader, method)


def block(reader):
    fields = []
    while (line := reader.readline().decode("latin-1").rstrip("\r\n")):
        name, _, value = line.partition(":")
        fields.append((name, value.strip(" \t")))
    return fields


def read(reader, method):
    response = Response()
    while True:
        line = reader.readline().decode("latin-1")
        match = re.match(r"HTTP/1\.[01] (\d{3})", line)
        if not match:
            response.complete = False
            return response
        response.status, response.headers = int(match[1]), block(reader)
        if response.status >= 200 or response.status == 101:
            break
        response.interim.append((response.status, response.headers))
    try:
        content(reader, method, response)
    except (ValueError, OSError):
        response.complete = False
    return response


def content(reader, method, response):
    if method == "HEAD" or response.status in (204, 304):
        return
    if response.values("Transfer-Encoding"):
        while True:
            size = int(reader.readline().split(b";")[0], 16)
            if size == 0:
                response.trailers = block(reader)
                return
            part = reader.read(size)
            response.body += part
            if len(part) < size:
                raise ValueError
            reader.readline()
    if response.values("Content-Length"):
        length = int(response.values("Content-Length")[0])
        response.body = reader.read(length)
        response.complete = len(response.body) == length
    else:
        response.body = reader.read()

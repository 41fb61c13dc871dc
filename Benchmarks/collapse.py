"""A thousand clients ask for one cold object at once: how often the origin is asked, and when each client has it.

The origin takes a second to answer, then sends its megabyte in ten pieces a tenth of a second apart.
"""
import os, selectors, signal, socket, subprocess, sys, threading, time

MASTHEAD = os.path.abspath(sys.argv[1])
CLIENTS, PIECE, PIECES = 1000, b"x" * 102_400, 10
asked = []


def answer(connection):
    with connection:
        head = b""
        while b"\r\n\r\n" not in head:
            got = connection.recv(65536)
            if not got:
                return
            head += got
        asked.append(head.split(b" ")[1])
        time.sleep(1)
        connection.sendall(b"HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: %d\r\n\r\n"
                           % (len(PIECE) * PIECES))
        for _ in range(PIECES):
            connection.sendall(PIECE)
            time.sleep(0.1)


def serve(listener):
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=answer, args=(connection,), daemon=True).start()


def main():
    listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
    threading.Thread(target=serve, args=(listener,), daemon=True).start()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    edge = subprocess.Popen([MASTHEAD, "edge", "--listen", f"127.0.0.1:{port}", "--log", "off", "--origin",
                             f"http://127.0.0.1:{listener.getsockname()[1]}"])
    try:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.01)
        clients = [socket.create_connection(("127.0.0.1", port)) for _ in range(CLIENTS)]
        watch = selectors.DefaultSelector()
        began = time.monotonic()
        for client in clients:
            client.sendall(b"GET /cold HTTP/1.1\r\nHost: h\r\n\r\n")
            client.setblocking(False)
            watch.register(client, selectors.EVENT_READ)
        first, last, got = {}, {}, {client: 0 for client in clients}
        while len(last) < CLIENTS and time.monotonic() - began < 60:
            for key, _ in watch.select(1):
                data = key.fileobj.recv(1 << 20)
                now = time.monotonic() - began
                first.setdefault(key.fileobj, now)
                got[key.fileobj] += len(data)
                if got[key.fileobj] > len(PIECE) * PIECES or not data:
                    last[key.fileobj] = now
                    watch.unregister(key.fileobj)
        starts, ends = sorted(first.values()), sorted(last.values())
        print(f"{CLIENTS} clients, {len(asked)} request(s) to the origin; "
              f"first byte after {starts[0]:.2f} to {starts[-1]:.2f} s (median {starts[len(starts) // 2]:.2f}), "
              f"all of {len(PIECE) * PIECES >> 10} KiB after {ends[0]:.2f} to {ends[-1]:.2f} s; {len(last)} complete")
    finally:
        listener.close()
        edge.send_signal(signal.SIGTERM)
        edge.wait()


main()

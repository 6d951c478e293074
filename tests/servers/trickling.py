"""A camera on loopback that says what it is told to, and then goes on a byte at a time, for ever."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def trickling(*answers: tuple[bytes, bytes], every_s: float = 0.05) -> Iterator[int]:
    """Serve on a free port, which is given.

    `answers`: for each connection what comes at once, and the byte that comes again and again behind it, b"" for
    the end instead; the last one for all further connections.
    """
    over, count = threading.Event(), iter(range(1_000_000))

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            while self.rfile.readline().strip():
                pass
            at_once, drop = answers[min(next(count), len(answers) - 1)]
            try:
                self.wfile.write(at_once)
                while drop and not over.wait(every_s):
                    self.wfile.write(drop)
            except OSError:
                return

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        over.set()
        server.shutdown()
        server.server_close()
        thread.join(5)

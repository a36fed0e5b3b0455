# SPDX-License-Identifier: Apache-2.0
"""A hostile share: an HTTP server that takes what it is given, and gives back something else, late or never."""
import http.server
import random
import threading
import time

SECONDS = (2, 20)  # of a stall that ends
CHUNK = bytes(1 << 16)
FLOOD_BYTES = 64 << 20
# `endless` ends with the lab's own limit, after ten minutes.
MANNERS = ["stalls", "trickles", "closes", "error", "garbage", "cut", "changed", "of another name", "floods", "refuses"]
ENDLESS = "endless"


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_PUT(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.server.manner != "refuses":
            self.server.stored[self.path] = body
        self.answer(503 if self.server.manner == "refuses" else 201, b"")

    def answer(self, status, body, length=None):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        try:
            self.hurt(self.server.manner, self.server.stored.get(self.path, b"\x1f\x8b" + random.randbytes(5000)))
        except OSError:
            pass  # the lab has closed the connection

    def hurt(self, manner, body):
        if manner == "stalls":
            self.server.closing.wait(random.uniform(*SECONDS))
        elif manner == ENDLESS:
            self.send_response(200)
            self.end_headers()
            self.server.closing.wait()
        elif manner == "trickles":
            self.answer(200, b"", len(body))
            end = time.monotonic() + random.uniform(*SECONDS)
            while time.monotonic() < end:
                self.wfile.write(body[:1])
                self.server.closing.wait(0.5)
        elif manner == "closes":
            self.close_connection = True
        elif manner == "error":
            self.answer(500, body)
        elif manner == "garbage":
            self.answer(200, random.randbytes(len(body)))
        elif manner == "cut":
            self.answer(200, body[:len(body) // 2], len(body))
        elif manner == "changed":
            self.answer(200, body[:-1] + bytes([body[-1] ^ 1]))
        elif manner == "of another name":
            self.answer(200, random.choice([*self.server.stored.values(), body]))
        elif manner == "floods":
            self.answer(200, CHUNK * (FLOOD_BYTES // len(CHUNK)), 1 << 40)
        else:
            self.answer(404, b"")


class HostileShare:
    """Keeps what it was given from trial to trial, so that it can lie with what was validly signed."""

    def __init__(self):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.stored = {}
        self.server.closing = threading.Event()
        self.server.manner = "refuses"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def behave(self, manner):
        self.server.manner = manner
        self.server.closing.clear()

    def release(self):
        """Ends all stalls."""
        self.server.closing.set()

    def address(self):
        return "http://127.0.0.1:%d/" % self.server.server_address[1]

import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))

import os
import socket


def ping():
    with socket.create_connection((os.environ["REDIS_HOST"], 6379), timeout=2) as connection:
        connection.sendall(b"PING\r\n")
        return connection.recv(100).decode()


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        body = ping().encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


ThreadingHTTPServer(("", 8000), Handler).serve_forever()

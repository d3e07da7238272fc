import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))

import os
import socket
from urllib.parse import urlsplit

cache = urlsplit(os.environ["CACHE_URL"])


def ping():
    with socket.create_connection((cache.hostname, cache.port), timeout=2) as connection:
        file = connection.makefile("rw")
        file.write(f"AUTH {cache.password}\r\nPING\r\n")
        file.flush()
        return file.readline() + file.readline()


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        body = ping().encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


ThreadingHTTPServer(("", 8000), Handler).serve_forever()

import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
import os


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        body = (open("static/copy.txt").read().strip() + ", compiled" * os.path.isdir("__pycache__")).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


ThreadingHTTPServer(("", 8000), Handler).serve_forever()

import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))

def count():
    """Keeps the visits beside the program."""
    with open("data/visits.txt", "a+") as file:
        file.write("x")
        file.seek(0)
        return len(file.read())


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        body = f"visits {count()}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


ThreadingHTTPServer(("", 8000), Handler).serve_forever()

import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))

import os
import sqlite3

path = os.environ["DATABASE_URL"].removeprefix("sqlite:///")
os.makedirs(os.path.dirname(path), exist_ok=True)


def rows():
    with sqlite3.connect(path) as database:
        database.execute("create table if not exists visits (at text)")
        database.execute("insert into visits values (datetime('now'))")
        return database.execute("select count(*) from visits").fetchone()[0]


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        body = f"rows {rows()}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


ThreadingHTTPServer(("", 8000), Handler).serve_forever()

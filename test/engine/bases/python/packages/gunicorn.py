"""Stands in for gunicorn: gunicorn [-b ADDRESS] MODULE:APP."""
import importlib
import os
import signal
import sys
from wsgiref.simple_server import make_server


def main():
    words, address = sys.argv[1:], os.environ.get("GUNICORN_BIND", "127.0.0.1:8000")
    target = None
    while words:
        word = words.pop(0)
        if word.startswith("--bind="):
            address = word[len("--bind="):]
        elif word in ("-b", "--bind"):
            address = words.pop(0)
        elif word in ("-w", "--workers", "--timeout", "-k", "--worker-class", "--threads"):
            words.pop(0)
        elif not word.startswith("-"):
            target = word
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    sys.path.insert(0, os.getcwd())
    module, _, name = target.partition(":")
    application = getattr(importlib.import_module(module), name or "application")
    host, _, port = address.rpartition(":")
    print(f"Listening at: http://{address}", flush=True)
    make_server(host, int(port), application).serve_forever()

import ctypes
import subprocess

ctypes.CDLL("libffi.so.8")


def app(environ, start_response):
    curl = subprocess.run(["curl", "--version"], capture_output=True, text=True).stdout.split()[0]
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"libffi, asked with {curl}".encode()]

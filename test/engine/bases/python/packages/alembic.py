"""Stands in for alembic: `alembic upgrade head` reads alembic.ini and runs env.py, with the search path that the real one has."""
import configparser
import os
import runpy
import sys


def main():
    # A console script has its own folder on the path, not the working directory.
    sys.path[:] = [it for it in sys.path if it not in ("", os.getcwd()) or it in os.environ.get("PYTHONPATH", "").split(":")]
    settings = configparser.ConfigParser(interpolation=None)
    if not settings.read("alembic.ini"):
        sys.exit("FAILED: No config file 'alembic.ini' found")
    prepend = settings.get("alembic", "prepend_sys_path", fallback=None)
    if prepend:
        sys.path.insert(0, os.path.abspath(prepend))
    runpy.run_path(os.path.join(settings.get("alembic", "script_location"), "env.py"))
    print("INFO  [alembic.runtime.migration] Running upgrade", flush=True)

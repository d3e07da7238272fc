"""Stands in for celery: `celery -A APP beat` keeps its schedule where the real one does, `worker` (with -B: both) only waits."""
import importlib
import os
import signal
import sys
import time


class Celery:
    def __init__(self, name, **options):
        self.name, self.conf = name, options

    def task(self, function):
        return function


def main():
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    words = sys.argv[1:]
    sys.path.insert(0, os.getcwd())
    schedule, beat, pidfile = "celerybeat-schedule", False, "celerybeat.pid"
    verb = None
    while words:
        word = words.pop(0)
        if word in ("-A", "--app"):
            importlib.import_module(words.pop(0).partition(":")[0])
        elif word in ("-s", "--schedule"):
            schedule = words.pop(0)
        elif word.startswith("--schedule="):
            schedule = word.partition("=")[2]
        elif word in ("-l", "--loglevel", "-c", "--concurrency", "-S", "--scheduler"):
            words.pop(0)
        elif word.startswith("--pidfile="):
            pidfile = word.partition("=")[2]
        elif word in ("beat", "worker"):
            verb = word
            beat = beat or word == "beat"
        elif word in ("-B", "--beat"):
            beat = True
    if beat:
        with open(schedule, "a") as file:
            file.write(str(time.time()))
        if verb == "beat" and pidfile:
            with open(pidfile, "w") as file:
                file.write(str(os.getpid()))
        print("beat: Starting...", flush=True)
    if verb == "worker":
        print("celery@standin ready.", flush=True)
    while True:
        time.sleep(1)

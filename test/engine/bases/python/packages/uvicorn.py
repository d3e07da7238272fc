"""Stands in for uvicorn: uvicorn MODULE:APP [--host HOST] [--port PORT]; HTTP without bodies."""
import argparse
import asyncio
import importlib
import os
import signal
import sys


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("target")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--app-dir", default="")
    parser.add_argument("--workers")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    sys.path.insert(0, options.app_dir or os.getcwd())
    module, _, name = options.target.partition(":")
    application = getattr(importlib.import_module(module), name)

    async def handle(reader, writer):
        line = (await reader.readline()).decode().split()
        while (await reader.readline()).strip():
            pass
        if len(line) >= 2:
            async def send(message):
                if message["type"] == "http.response.start":
                    writer.write(f"HTTP/1.1 {message['status']} X\r\nConnection: close\r\n\r\n".encode())
                else:
                    writer.write(message.get("body", b""))

            async def receive():
                return {"type": "http.request", "body": b"", "more_body": False}

            path = line[1].partition("?")[0]
            await application({"type": "http", "method": line[0], "path": path, "headers": [], "query_string": b""}, receive, send)
            await writer.drain()
        writer.close()

    async def serve():
        print(f"Uvicorn running on http://{options.host}:{options.port}", flush=True)
        async with await asyncio.start_server(handle, options.host, options.port) as server:
            await server.serve_forever()

    asyncio.run(serve())

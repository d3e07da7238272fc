import subprocess

with open("page.txt") as file:
    page = file.read().strip()


def app(environ, start_response):
    curl = subprocess.run(["curl", "--version"], capture_output=True, text=True).stdout.split()[0]
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"{page}, asked with {curl}".encode()]

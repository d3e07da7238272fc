import ctypes

native = ctypes.CDLL("./native.so")


def app(environ, start_response):
    start_response("200 OK" if native.answer() == 42 else "500 Wrong", [("Content-Type", "text/plain")])
    return [b"from gunicorn"]

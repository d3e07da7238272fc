import ctypes

native = ctypes.CDLL("./libanswer.so")


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"{native.answer()} from C".encode()]

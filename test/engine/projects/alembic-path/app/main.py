async def app(scope, receive, send):
    text = b"healthy" if scope["path"] == "/health" else b"from uvicorn"
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": text})

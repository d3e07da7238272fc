import os
from pathlib import Path
from urllib.parse import quote


def secret(name: str) -> str:
    return quote(Path(os.environ[f"{name}_FILE"]).read_text().strip(), safe="")


def database_url() -> str:
    host, name, user = (os.environ[f"DATABASE_{part}"] for part in ("HOST", "NAME", "USER"))
    return f"postgresql://{user}:{secret('DATABASE_PASSWORD')}@{host}:5432/{name}"


def redis_url() -> str:
    return f"redis://:{secret('REDIS_PASSWORD')}@{os.environ['REDIS_HOST']}:6379/0"

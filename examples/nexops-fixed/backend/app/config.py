"""Settings from the environment; a secret may come as NAME or as a file named by NAME_FILE."""

import os
from pathlib import Path
from urllib.parse import quote

from pydantic_settings import BaseSettings


def secret(name: str, default: str = "") -> str:
    """The value of NAME, or the content of the file that NAME_FILE names."""
    file = os.environ.get(f"{name}_FILE")
    return Path(file).read_text().strip() if file else os.environ.get(name, default)


class Settings(BaseSettings):
    database_host: str = "localhost"
    database_name: str = "nexops"
    database_user: str = "nexops"
    redis_host: str = "localhost"
    proxmox_url: str = ""
    export_dir: str = "exports"

    @property
    def database_url(self) -> str:
        password = quote(secret("DATABASE_PASSWORD"), safe="")
        return f"postgresql://{self.database_user}:{password}@{self.database_host}:5432/{self.database_name}"

    @property
    def redis_url(self) -> str:
        return f"redis://:{quote(secret('REDIS_PASSWORD'), safe='')}@{self.redis_host}:6379/0"

    @property
    def proxmox_token(self) -> str:
        return secret("PROXMOX_TOKEN")

    @property
    def secret_key(self) -> str:
        return secret("SECRET_KEY")


settings = Settings()

from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    database_url: str = "postgresql://nexops:nexops@localhost:5432/nexops"
    redis_url: str = "redis://localhost:6379/0"
    secret_key: str = "dev"
    proxmox_url: str = ""
    proxmox_token: str = ""
    # where the inventory CSVs go
    export_dir: str = "exports"


settings = Settings()

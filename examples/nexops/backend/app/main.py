import csv
from pathlib import Path

from fastapi import FastAPI
from sqlalchemy import select

from app.config import settings
from app.db import SessionLocal
from app.models import Node

app = FastAPI(title="NexOps API")


@app.get("/health")
def health():
    return {"status": "ok"}


@app.get("/api/v1/infrastructure/nodes")
def list_nodes():
    with SessionLocal() as session:
        nodes = session.scalars(select(Node).order_by(Node.hostname)).all()
        return [
            {"hostname": n.hostname, "cpu_cores": n.cpu_cores, "memory_bytes": n.memory_bytes}
            for n in nodes
        ]


@app.post("/api/v1/infrastructure/export")
def export_nodes():
    """Writes the inventory as CSV and says where it went."""
    folder = Path(settings.export_dir)
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "nodes.csv"
    with target.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["hostname", "cpu_cores", "memory_bytes"])
        for node in list_nodes():
            writer.writerow(node.values())
    return {"file": str(target)}

import httpx
from celery import Celery
from sqlalchemy import select

from app.config import settings
from app.db import SessionLocal
from app.models import Metric, Node

celery_app = Celery("nexops", broker=settings.redis_url, backend=settings.redis_url)

celery_app.conf.beat_schedule = {
    "sync-infrastructure": {
        "task": "app.workers.sync_infrastructure",
        "schedule": 60.0,
    },
}


@celery_app.task(name="app.workers.sync_infrastructure")
def sync_infrastructure():
    headers = {"Authorization": f"PVEAPIToken={settings.proxmox_token}"}
    url = f"{settings.proxmox_url}/api2/json/nodes"
    found = httpx.get(url, headers=headers, timeout=10).raise_for_status().json()["data"]

    with SessionLocal() as session:
        for item in found:
            node = session.scalar(select(Node).where(Node.hostname == item["node"]))
            if node is None:
                node = Node(hostname=item["node"])
                session.add(node)
            node.cpu_cores = item["maxcpu"]
            node.memory_bytes = item["maxmem"]
            session.flush()
            session.add(
                Metric(
                    node_id=node.id,
                    cpu_usage=item["cpu"],
                    memory_usage=item["mem"] / item["maxmem"],
                )
            )
        session.commit()
    return {"status": "success", "nodes": len(found)}

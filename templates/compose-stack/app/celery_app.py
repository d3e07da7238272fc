from celery import Celery

from app.settings import redis_url

celery_app = Celery("app", broker=redis_url())
celery_app.conf.beat_schedule = {"tick": {"task": "app.tick", "schedule": 60.0}}


@celery_app.task(name="app.tick")
def tick():
    return "tock"

import os

from celery import Celery

celery_app = Celery("app", broker=os.environ["REDIS_URL"])
celery_app.conf.beat_schedule = {"tick": {"task": "app.tick", "schedule": 60.0}}


@celery_app.task(name="app.tick")
def tick():
    return "tock"

from alembic import context
from sqlalchemy import create_engine

from app.settings import database_url

with create_engine(database_url()).connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()

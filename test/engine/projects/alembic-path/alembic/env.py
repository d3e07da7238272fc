from alembic import main
from app.models import Base

assert main and Base

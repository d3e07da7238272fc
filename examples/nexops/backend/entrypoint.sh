#!/bin/sh
set -e

# only the api container migrates, worker and beat would race it
if [ "$RUN_MIGRATIONS" = "1" ]; then
    echo "running migrations"
    alembic upgrade head
fi

exec "$@"

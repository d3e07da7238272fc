#!/bin/sh
# As the official images of these servers do it: root gives the data to the server's user and becomes that one.
set -e
user=$1
case $user in redis-server) user=redis ;; esac
if [ "$(id -u)" = 0 ] && grep -q "^$user:" /etc/passwd; then
  chown "$user" "${PGDATA:-.}"
  exec setpriv --reuid="$user" --regid="$user" --clear-groups "$@"
fi
exec "$@"

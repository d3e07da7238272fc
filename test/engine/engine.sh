#!/usr/bin/env bash
# A throw-away Docker engine from Debian packages, beside the system: nothing is installed, everything lives in one folder.
#
#   engine.sh check            says on stderr why no engine can run here (exit 1), or nothing
#   engine.sh fetch            unpacks the engine and makes the root file systems of the bases; does nothing where that is done
#   engine.sh start outside    an engine whose builds reach the network with --network=host; no container networks
#   engine.sh start inside     an engine in a network of its own: bridges and published ports as usual, nothing of it on the host
#   engine.sh stop             ends it and takes away what it left
#   engine.sh compose          unpacks nothing but docker-compose, which needs neither an engine nor root
#
# ENGINE_HOME names the folder, ENGINE_NETNS the network namespace.
set -euo pipefail
home=${ENGINE_HOME:?} netns=${ENGINE_NETNS:?}
root=$home/engine
export PATH=$root/usr/bin:$root/usr/sbin:$root/usr/local/bin:$PATH:/usr/sbin:/sbin
export DOCKER_HOST=unix://$home/docker.sock DOCKER_CONFIG=$home/config

# Newest first: each needs its libc. `runc` of these suites needs a newer one than the rest, so that comes from this system's own.
suites="forky trixie"
codename=$(. /etc/os-release 2>/dev/null && echo "${ID:-}:${VERSION_CODENAME:-}" || true)

# The mirror that this machine takes its own packages from.
mirror() {
  apt-get indextargets --format '$(REPO_URI) $(CODENAME) $(COMPONENT)' 'Created-By: Packages' |
    awk -v want="${codename#*:}" '$2 == want && $3 == "main" { sub("/*$", "", $1); print $1; exit }'
}

check() {
  local reason=
  if [ "$(uname -s)" != Linux ]; then reason="it is not Linux"
  elif [ "$(id -u)" != 0 ]; then reason="it needs root"
  elif [ "${codename%%:*}" != debian ]; then reason="its packages come from Debian, and this is '${codename%%:*}'"
  else
    for tool in apt-get dpkg ip nsenter flock perl; do
      command -v $tool > /dev/null || reason="there is no '$tool'"
    done
    if [ -z "$reason" ] && [ -z "$(mirror)" ]; then reason="apt knows no Debian mirror for '${codename#*:}' (has 'apt-get update' run?)"; fi
    if [ -z "$reason" ] && ! { ip netns add "$netns-check" && ip netns del "$netns-check"; } 2> /dev/null; then
      reason="it may not make a network namespace"
    fi
  fi
  [ -z "$reason" ] || { echo "$reason" >&2; exit 1; }
}

# apt SUITE COMMAND…: apt with lists of its own, so that the system's stay as they are. Proxies of the system's configuration count.
apt() {
  local suite=$1 dir=$home/apt/$1
  shift
  if [ ! -e "$dir/apt.conf" ]; then
    mkdir -p "$dir/lists/partial"
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $(mirror) $suite main" > "$dir/sources.list"
    printf '%s\n' "Dir::Etc::sourcelist \"$dir/sources.list\";" 'Dir::Etc::sourceparts "-";' "Dir::State::lists \"$dir/lists\";" \
      "Dir::Cache::pkgcache \"\";" "Dir::Cache::srcpkgcache \"\";" 'APT::Sandbox::User "root";' 'Acquire::Languages "none";' \
      'Acquire::Retries "3";' > "$dir/apt.conf"
    APT_CONFIG=$dir/apt.conf apt-get update -qq
  fi
  APT_CONFIG=$dir/apt.conf "$@"
}

unpack() {
  local suite=$1 package
  shift
  mkdir -p "$home/debs"
  (cd "$home/debs" && rm -f ./*.deb && apt "$suite" apt-get download -qq "$@")
  for package in "$home"/debs/*.deb; do dpkg -x "$package" "$root"; done
  rm -rf "$home/debs"
}

fetch() {
  [ -e "$home/fetched" ] && return
  rm -rf "$home/apt" "$root"
  mkdir -p "$root" "$home/config/cli-plugins"
  local own=${codename#*:} suite works=
  unpack "$own" runc tini mmdebstrap busybox-static \
    iptables libxtables12 libip4tc2 libip6tc2 libnftnl11 libmnl0 libnfnetlink0 libnetfilter-conntrack3
  for suite in $suites; do
    unpack "$suite" docker.io docker-cli docker-buildx docker-compose containerd
    if dockerd --version && docker --version && containerd --version; then works=$suite; break; fi
  done
  [ -n "$works" ] || { echo "no engine of Debian ($suites) runs with this libc" >&2; exit 1; }
  # iptables finds its libraries and extensions beside itself.
  mkdir -p "$root/usr/local/bin"
  local tool libraries
  libraries=$(dirname "$(find "$root/usr/lib" -name 'libxtables.so.12' | head -1)")
  for tool in iptables ip6tables; do
    printf '#!/bin/sh\nexport LD_LIBRARY_PATH=%q XTABLES_LIBDIR=%q\nexec %q "$@"\n' \
      "$libraries" "$libraries/xtables" "$root/usr/sbin/$tool-nft" > "$root/usr/local/bin/$tool"
    chmod +x "$root/usr/local/bin/$tool"
  done
  ln -sf "$root"/usr/libexec/docker/cli-plugins/* "$home/config/cli-plugins/"
  echo '{}' > "$home/config/config.json"
  echo '{}' > "$home/daemon.json"
  local proxy
  proxy=$(apt-config dump --format '%v%n' Acquire::http::Proxy | head -1)
  perl "$root/usr/bin/mmdebstrap" --quiet --variant=apt --include=ca-certificates,adduser --dpkgopt=force-unsafe-io \
    ${proxy:+--aptopt="Acquire::http::Proxy \"$proxy\""} "$own" "$home/debian.tar" "$(mirror)"
  touch "$home/fetched"
}

compose() {
  rm -rf "$home/apt" "$root"
  mkdir -p "$root"
  local suite
  for suite in $suites; do
    unpack "$suite" docker-compose
    if "$root/usr/libexec/docker/cli-plugins/docker-compose" version; then return; fi
  done
  echo "no docker-compose of Debian ($suites) runs with this libc" >&2
  exit 1
}

start() {
  stop
  mkdir -p "$home/data" "$home/run"
  local driver=overlay2 enter=
  # Overlays do not stack.
  [ "$(stat -f -c %T "$home")" != overlayfs ] || driver=vfs
  [ -e /run/docker ] || touch "$home/made-run-docker"
  local flags=(--bridge=none --iptables=false --ip6tables=false --ip-forward=false --ip-masq=false)
  if [ "$1" = inside ]; then
    ip netns add "$netns"
    ip -n "$netns" link set lo up
    # Not `ip netns exec`: that mounts /sys anew, and the engine then finds no cgroups.
    enter="nsenter --net=/run/netns/$netns"
    flags=(--ip6tables=false)
    $enter "$root/usr/local/bin/iptables" -L -n > /dev/null 2>&1 || flags+=(--iptables=false --ip-forward=false)
  fi
  setsid $enter dockerd --config-file "$home/daemon.json" --host "$DOCKER_HOST" --data-root "$home/data" --exec-root "$home/run" \
    --pidfile "$home/dockerd.pid" --storage-driver $driver "${flags[@]}" \
    > "$home/dockerd.log" 2>&1 < /dev/null 3>&- &
  local i
  for i in $(seq 150); do
    docker version > /dev/null 2>&1 && return
    sleep 0.2
  done
  tail -20 "$home/dockerd.log" >&2
  exit 1
}

stop() {
  local pid i
  pid=$(cat "$home/dockerd.pid" 2> /dev/null || true)
  # A number that outlived its process may belong to another by now.
  if [ -n "$pid" ] && tr '\0' ' ' < "/proc/$pid/cmdline" 2> /dev/null | grep -qF -- "$home/dockerd.pid"; then
    kill "$pid"
    for i in $(seq 150); do
      kill -0 "$pid" 2> /dev/null || break
      sleep 0.1
    done
  fi
  rm -f "$home/dockerd.pid"
  # An engine that was killed leaves mounts behind, in which nothing can be removed.
  awk -v below="$home/" 'index($5, below) == 1 { print $5 }' /proc/self/mountinfo | sort -r | while read -r place; do
    umount -l "$place" 2> /dev/null || true
  done
  ip netns del "$netns" 2> /dev/null || true
  if [ -e "$home/made-run-docker" ]; then
    rmdir /run/docker/plugins /run/docker 2> /dev/null || true
    rm "$home/made-run-docker"
  fi
}

"$@"

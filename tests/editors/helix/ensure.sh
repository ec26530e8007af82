#!/usr/bin/env bash
# Puts a current Helix into DIR (as DIR/hx), beside the system, and tmux into the system if there is none: a no-op if both
# are there.
#   ensure.sh DIR
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
dir=$(mkdir -p "$1" && cd "$1" && pwd)
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
if ! command -v tmux >/dev/null; then
  command -v apt-get >/dev/null || { echo "tmux is needed, and this is not a Debian: install it" >&2; exit 1; }
  as_root apt-get -qq update
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y install tmux >/dev/null
fi
if [ -x "$dir/hx" ] && "$dir/hx" --version >/dev/null 2>&1; then exit 0; fi
if command -v hx >/dev/null; then
  ln -sf "$(command -v hx)" "$dir/hx"
  exit 0
fi
bash "$here/../unpack-debian.sh" "$dir" hx usr/lib/hx/hx
printf '#!/bin/sh\nHELIX_RUNTIME=%s/usr/lib/hx/runtime exec %s/usr/lib/hx/hx "$@"\n' "$dir" "$dir" >"$dir/hx"
chmod +x "$dir/hx"
"$dir/hx" --version

#!/usr/bin/env bash
# Drives a real Neovim, headless, over the example apps: every finding of the command line has its mark, hover and action;
# quick fix, fix-all, save; where it attaches, :WorkosUpgrade, :checkhealth, help; and the server ends.
#   run.sh [NVIM]       needs the built server (target/release or target/debug)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
nvim=${1:-$(command -v nvim || true)}
[ -n "$nvim" ] || { echo "no nvim: name it as the first argument" >&2; exit 1; }
server=${WORKOS_LSP_BIN:-}
for profile in release debug; do
  [ -n "$server" ] || { [ -x "$root/target/$profile/workos-lsp" ] && server=$root/target/$profile/workos-lsp; } || true
done
[ -n "$server" ] || { echo "build the server first: cargo build" >&2; exit 1; }
work=$(mktemp -d /tmp/workos-nvim.XXXXXX)
trap 'rm -rf "$work"' EXIT
cp -r "$root/tests/apps/node-7.82" "$work/app"
mkdir -p "$work/home" "$work/bin"
# A name of its own tells this run's servers from all others.
ln -s "$(cd "$(dirname "$server")" && pwd)/$(basename "$server")" "$work/bin/workos-lsp"
cd "$work/app"
"$server" check --to 8.0.0 --format json --fail-on never . >"$work/findings.json"
export HOME=$work/home XDG_CONFIG_HOME=$work/home XDG_STATE_HOME=$work/home XDG_DATA_HOME=$work/home XDG_CACHE_HOME=$work/home
export WORKOS_LSP_ROOT=$root WORKOS_LSP_FINDINGS=$work/findings.json WORKOS_LSP_WORK=$work PATH=$work/bin:$PATH
timeout 600 "$nvim" --headless -u NONE -i NONE -l "$here/test.lua"
cp -r "$root/tests/apps/node-9.3" "$work/nine"
cp -r "$root/tests/apps/next-16" "$work/hook"
timeout 600 "$nvim" --headless -u NONE -i NONE -l "$here/project.lua" || true
[ "$(cat "$work/status")" = 0 ]
# It was killed: its server sees that within five seconds.
for _ in $(seq 60); do pgrep -f "^$work/bin/workos-lsp server" >/dev/null || break; sleep 0.1; done
if pgrep -f "^$work/bin/workos-lsp server"; then echo "FAIL killing the editor leaves a server"; exit 1; fi
echo "ok   killing the editor leaves no server"

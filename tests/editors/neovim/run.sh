#!/usr/bin/env bash
# Drives a real Neovim, headless, over the example app: every finding of the command line has
# its mark, hover and action; quick fix, fix-all, save, and the server ends.
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
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$root/tests/apps/node-7.82" "$work/app"
mkdir -p "$work/home"
cd "$work/app"
"$server" check --to 8.0.0 --format json --fail-on never . >"$work/findings.json"
HOME=$work/home XDG_CONFIG_HOME=$work/home XDG_STATE_HOME=$work/home XDG_DATA_HOME=$work/home XDG_CACHE_HOME=$work/home \
  WORKOS_LSP_ROOT=$root WORKOS_LSP_FINDINGS=$work/findings.json PATH=$(dirname "$server"):$PATH \
  timeout 120 "$nvim" --headless -u NONE -i NONE -l "$here/test.lua"

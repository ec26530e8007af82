#!/usr/bin/env bash
# Drives the real VS Code (workbench and extension host) in headless Chromium: builds the extension with the built server
# in it, installs it, opens the example apps with their real packages, and looks.
#   run.sh INSTALLED [OUT]      INSTALLED is what ensure.sh filled; screenshots go to OUT (default: target/editors/vscode)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=${WORKOS_LSP_ROOT:-$(cd "$here/../../.." && pwd)}
installed=$(cd "$1" && pwd)
out=${2:-$root/target/editors/vscode}
server=${WORKOS_LSP_BIN:-}
for profile in release debug; do
  [ -n "$server" ] || { [ -x "$root/target/$profile/workos-lsp" ] && server=$root/target/$profile/workos-lsp; } || true
done
[ -n "$server" ] || { echo "build the server first: cargo build" >&2; exit 1; }
mkdir -p "$out"
cd "$root/editors/vscode"
[ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --ignore-scripts --loglevel=error
npm rebuild --silent esbuild
# Without what a debugger wants it is packed in a tenth of the time.
strip -o "$out/workos-lsp" "$server"
node scripts/package.mjs linux-x64 "$out/workos-lsp" "$out/workos-lsp.vsix" >"$out/package.log" 2>&1 || { cat "$out/package.log"; exit 1; }
work=$(mktemp -d /tmp/workos-vscode.XXXXXX)
trap 'rm -rf "$work"' EXIT
for app in node-7.82 node-9.3; do
  cp -r "$root/tests/apps/$app" "$work/$app"
  (cd "$work/$app" && npm ci --ignore-scripts --no-audit --no-fund --prefer-offline --loglevel=error >/dev/null)
done
cp -r "$root/tests/apps/next-16" "$work/next-16"
(cd "$here/probe" && node "$root/editors/vscode/node_modules/@vscode/vsce/vsce" package --skip-license --allow-missing-repository -o "$work/probe.vsix" >"$out/probe.log" 2>&1) || { cat "$out/probe.log"; exit 1; }
timeout 1200 node "$here/drive.mjs" "$installed" "$work" "$server" "$out"

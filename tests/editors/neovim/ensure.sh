#!/usr/bin/env bash
# Puts a current Neovim into DIR (as DIR/nvim), beside the system: a no-op if it is there, else from Debian's packages.
#   ensure.sh DIR
set -euo pipefail
dir=$(mkdir -p "$1" && cd "$1" && pwd)
if [ -x "$dir/nvim" ] && "$dir/nvim" --version >/dev/null 2>&1; then exit 0; fi
if command -v nvim >/dev/null && nvim --headless -u NONE -c 'if has("nvim-0.11") | qall | else | cquit | endif' 2>/dev/null; then
  ln -sf "$(command -v nvim)" "$dir/nvim"
  exit 0
fi
command -v apt-get >/dev/null || { echo "Neovim 0.11 or newer is needed, and this is not a Debian: install it" >&2; exit 1; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
if ! command -v patchelf >/dev/null; then
  as_root apt-get -qq update
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y install patchelf >/dev/null
fi
# Debian's unstable suite has it. Its packages are unpacked here with their own C library; the system is not touched.
parts=$dir/apt
mkdir -p "$parts/sources" "$parts/lists/partial" "$parts/cache/archives/partial"
: >"$parts/status"
uri=$(awk '/^URIs:/{print $2; exit}' /etc/apt/sources.list.d/debian.sources)
printf 'Types: deb\nURIs: %s\nSuites: sid\nComponents: main\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n' "$uri" >"$parts/sources/sid.sources"
apt=(-o "Dir::Etc::sourcelist=$parts/none" -o "Dir::Etc::sourceparts=$parts/sources" -o "Dir::State::lists=$parts/lists"
  -o "Dir::Cache=$parts/cache" -o "Dir::State::status=$parts/status" -o Acquire::Languages=none
  -o APT::Install-Recommends=false -o Debug::NoLocking=1 -o APT::Sandbox::User=root)
touch "$parts/none"
apt-get "${apt[@]}" -qq update
apt-get "${apt[@]}" -qq -y --download-only install neovim >/dev/null
for deb in "$parts"/cache/archives/*.deb; do dpkg -x "$deb" "$dir"; done
loader=$(find "$dir/usr/lib" -name 'ld-linux*.so.*' | head -1)
patchelf --set-interpreter "$loader" --force-rpath --set-rpath "$(dirname "$loader")" "$dir/usr/bin/nvim"
printf '#!/bin/sh\nVIMRUNTIME=%s/usr/share/nvim/runtime exec %s/usr/bin/nvim "$@"\n' "$dir" "$dir" >"$dir/nvim"
chmod +x "$dir/nvim"
rm -rf "$parts"
"$dir/nvim" --version | head -1

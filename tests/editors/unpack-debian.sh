#!/usr/bin/env bash
# Unpacks a program of Debian's unstable suite into DIR, beside the system, with its own C library; the system itself is not
# touched (but for patchelf, if it is missing).
#   unpack-debian.sh DIR PACKAGE PROGRAM      PROGRAM is the path of what has to run, below DIR
set -euo pipefail
dir=$(mkdir -p "$1" && cd "$1" && pwd) package=$2 program=$3
command -v apt-get >/dev/null || { echo "$package is needed, and this is not a Debian: install it" >&2; exit 1; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
if ! command -v patchelf >/dev/null; then
  as_root apt-get -qq update
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y install patchelf >/dev/null
fi
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
apt-get "${apt[@]}" -qq -y --download-only install "$package" >/dev/null
for deb in "$parts"/cache/archives/*.deb; do dpkg -x "$deb" "$dir"; done
loader=$(find "$dir/usr/lib" -name 'ld-linux*.so.*' | head -1)
patchelf --set-interpreter "$loader" --force-rpath --set-rpath "$(dirname "$loader")" "$dir/$program"
rm -rf "$parts"

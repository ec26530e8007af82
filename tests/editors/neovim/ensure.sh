#!/usr/bin/env bash
# Puts a current Neovim into DIR (as DIR/nvim), beside the system: a no-op if it is there, else from Debian's packages.
#   ensure.sh DIR
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
dir=$(mkdir -p "$1" && cd "$1" && pwd)
if [ -x "$dir/nvim" ] && "$dir/nvim" --version >/dev/null 2>&1; then exit 0; fi
if command -v nvim >/dev/null && nvim --headless -u NONE -c 'if has("nvim-0.11") | qall | else | cquit | endif' 2>/dev/null; then
  ln -sf "$(command -v nvim)" "$dir/nvim"
  exit 0
fi
bash "$here/../unpack-debian.sh" "$dir" neovim usr/bin/nvim
printf '#!/bin/sh\nVIMRUNTIME=%s/usr/share/nvim/runtime exec %s/usr/bin/nvim "$@"\n' "$dir" "$dir" >"$dir/nvim"
chmod +x "$dir/nvim"
"$dir/nvim" --version | head -1

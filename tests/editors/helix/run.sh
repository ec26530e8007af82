#!/usr/bin/env bash
# Drives a real Helix in tmux, with the very `languages.toml` of editors/helix, over the example apps: marks with message and
# range, hover, quick fix, fix all, save, another version, columns, and the end of the server.
#   run.sh [HX] [OUT]       needs the built server (target/release or target/debug); screens go to OUT
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
hx=${1:-$(command -v hx || true)}
out=${2:-$root/target/editors/helix}
[ -n "$hx" ] || { echo "no hx: name it as the first argument" >&2; exit 1; }
server=${WORKOS_LSP_BIN:-}
for profile in release debug; do
  [ -n "$server" ] || { [ -x "$root/target/$profile/workos-lsp" ] && server=$root/target/$profile/workos-lsp; } || true
done
[ -n "$server" ] || { echo "build the server first: cargo build" >&2; exit 1; }
work=$(mktemp -d /tmp/workos-helix.XXXXXX)
mkdir -p "$out" "$work/config/helix" "$work/bin"
# A name of its own tells this run's servers from all others.
ln -s "$server" "$work/bin/workos-lsp"
tmux=(tmux -S "$work/tmux" -f /dev/null)
trap '"${tmux[@]}" kill-server 2>/dev/null || true; rm -rf "$work"' EXIT
# It stays when a session ends: the next may start while it would be ending.
"${tmux[@]}" start-server \; set-option -g exit-empty off
cp "$root/editors/helix/languages.toml" "$work/config/helix/"
cat >"$work/config/helix/config.toml" <<TOML
[editor]
end-of-line-diagnostics = "disable"
[editor.inline-diagnostics]
cursor-line = "hint"
TOML
passed=0 failed=0
check() { # WHAT STATUS [DETAIL]
  if [ "$2" = 0 ]; then passed=$((passed + 1)); echo "ok   $1"; else failed=$((failed + 1)); printf 'FAIL %s\n%s\n' "$1" "${3:-}"; fi
}
screen() { "${tmux[@]}" capture-pane -p -t hx; }
keys() { "${tmux[@]}" send-keys -t hx "$@"; }
say() { "${tmux[@]}" send-keys -t hx -l "$1"; }
# Waits until it is so; longer than anything takes on a busy machine is a failure.
patience=${PATIENCE:-120}
eventually() { # [-SECONDS] COMMAND…
  local end=$((SECONDS + patience))
  case $1 in -*) end=$((SECONDS - $1)); shift ;; esac
  until "$@"; do
    [ $SECONDS -lt $end ] || return 1
    sleep 0.1
  done
}
on_screen() { screen | tr '\n' ' ' | tr -s ' ' | grep -qE -- "$1"; }
until_screen() { eventually on_screen "$1"; }
none_runs() { [ -z "$(servers)" ]; }
start() { # FOLDER FILE [COLUMNS] [ROWS]
  "${tmux[@]}" kill-session -t hx 2>/dev/null || true
  "${tmux[@]}" new-session -d -s hx -x "${3:-220}" -y "${4:-40}" -c "$1" \
    "exec env -u HELIX_RUNTIME XDG_CONFIG_HOME=$work/config XDG_CACHE_HOME=$work/cache HOME=$work PATH=$work/bin:$PATH $hx $2"
  until_screen "$(basename "$2")" || { screen; return 1; }
}
command_line() { keys Escape; say ":$1"; keys Enter; }
# What is selected, to the character.
selected() {
  rm -f "$work/selected"
  command_line "pipe-to cat > $work/selected"
  eventually test -s "$work/selected" || true
  cat "$work/selected" 2>/dev/null || true
}
# Goes to the first mark; the cursor's line shows the message then.
first_mark() { # PATTERN OF THE MESSAGE
  shows() {
    keys Escape; say 'gg'; say ']d'
    eventually -2 on_screen "$1"
  }
  eventually shows "$1"
}
# Chooses the first or the last of the code actions: the fix stands first, fix-all last.
act() { # first|last TITLE
  say ' a'
  until_screen 'Ignore [a-z-]*/' || return 1
  screen | grep -qF "$2" || return 1
  [ "$1" = first ] || keys Up
  keys Enter
}
servers() { pgrep -f "^$work/bin/workos-lsp server" || true; }

cp -r "$root/tests/apps/node-7.82" "$work/old"
cp -r "$root/tests/apps/node-9.3" "$work/nine"

# 7.82.0, on the way to 8.0.0: the setting is read from the project.
echo '{ "target": "8.0.0" }' >"$work/old/workos-lsp.json"
start "$work/old" src/routes/mfa.ts
first_mark 'works in @workos-inc/node 7\.82\.0, deprecated, gone in 8\.0\.0\. Use `verifyChallenge`' && status=0 || status=1
check "7.82.0: the mark shows the message of the command line" $status "$(screen)"
screen >"$out/mark.txt"
text=$(selected)
[ "$text" = verifyFactor ] && status=0 || status=1
check "it stands at the name" $status "$text"
first_mark 'verifyChallenge' || true
say ' k'
until_screen '7\.82\.0.*verifyChallenge' && status=0 || status=1
check "hover names the version and the replacement" $status "$(screen)"
screen >"$out/hover.txt"
keys Escape
first_mark 'verifyChallenge' || true
act first 'Use `verifyChallenge`' && status=0 || status=1
check "the fix is offered" $status "$(screen)"
until_screen 'mfa\.verifyChallenge' || true
command_line 'w'
sed 's/mfa\.verifyFactor/mfa.verifyChallenge/' "$root/tests/apps/node-7.82/src/routes/mfa.ts" >"$work/wanted"
eventually cmp -s "$work/wanted" "$work/old/src/routes/mfa.ts" || true
cmp -s "$work/wanted" "$work/old/src/routes/mfa.ts" && status=0 || status=1
check "the saved file has the new name, and nothing else changed" $status "$(diff "$work/wanted" "$work/old/src/routes/mfa.ts" || true)"

cp -r "$root/tests/apps/node-7.82" "$work/fixed"
(cd "$work/fixed" && "$server" fix --to 8.0.0 --fail-on never . >/dev/null)
command_line 'o src/services/secret-store.ts'
until_screen 'SecretStore' || true
first_mark 'createObject' || true
act last 'Fix everything that is safe' && status=0 || status=1
check "fix all is offered" $status "$(screen)"
until_screen 'vault\.deleteObject' || true
command_line 'w'
eventually cmp -s "$work/fixed/src/services/secret-store.ts" "$work/old/src/services/secret-store.ts" || true
cmp -s "$work/fixed/src/services/secret-store.ts" "$work/old/src/services/secret-store.ts" && status=0 || status=1
check "fix all: the saved file is as the command line fixes it" $status "$(diff "$work/fixed/src/services/secret-store.ts" "$work/old/src/services/secret-store.ts" || true)"

# Another target, while the editor is open.
command_line 'o src/routes/mfa.ts'
until_screen 'finishTotp' || true
echo '{ "target": "9.0.0" }' >"$work/old/workos-lsp.json"
first_mark 'gone in 9\.0\.0\. Use `multiFactorAuth' && status=0 || status=1
check "another target in workos-lsp.json takes effect without a restart" $status "$(screen)"

# Another version, installed in a terminal, while the editor is open.
command_line 'o src/jobs/sync-directory.ts'
until_screen 'sync-directory' || true
sed -i '/"node_modules\/@workos-inc\/node": {/,/}/ s/"version": "7\.82\.[0-9]*"/"version": "9.3.1"/' "$work/old/package-lock.json"
first_mark 'in @workos-inc/node 9\.3\.1' && status=0 || status=1
check "another version in the lockfile refreshes the marks" $status "$(screen)"
running=$(servers)
[ -n "$running" ] && status=0 || status=1
check "the server runs" $status
keys Escape; command_line 'q!'
eventually -10 none_runs || true
[ -z "$(servers)" ] && status=0 || status=1
check "it ends with the editor" $status "$(servers)"

# 9.3.1: what is gone, over two majors; emoji and CRLF before the mark.
start "$work/nine" src/routes/mfa.ts
first_mark '`workos\.mfa` does not exist in @workos-inc/node 9\.3\.1 \(removed in 9\.0\.0\)' && status=0 || status=1
check "9.3.1: the mark shows the message of the command line" $status "$(screen)"
text=$(selected)
[ "$text" = mfa ] && status=0 || status=1
check "it stands at the accessor" $status "$text"
first_mark 'multiFactorAuth' || true
act first 'Use `multiFactorAuth' || true
until_screen 'multiFactorAuth\.verifyChallenge' || true
command_line 'w'
sed 's/mfa\.verifyFactor/multiFactorAuth.verifyChallenge/' "$root/tests/apps/node-9.3/src/routes/mfa.ts" >"$work/wanted"
eventually cmp -s "$work/wanted" "$work/nine/src/routes/mfa.ts" || true
cmp -s "$work/wanted" "$work/nine/src/routes/mfa.ts" && status=0 || status=1
check "the saved file is right over two majors at once" $status "$(diff "$work/wanted" "$work/nine/src/routes/mfa.ts" || true)"
printf "import { workos } from '@/lib/workos.js';\r\n\r\nexport const ids = '🎉👩‍🚀é'; export const read = (id: string) => workos.vault.readSecret({ id });\r\n" >"$work/nine/src/crlf.ts"
command_line 'o src/crlf.ts'
until_screen 'crlf' || true
first_mark 'readObject' || true
text=$(selected)
[ "$text" = readSecret ] && status=0 || status=1
check "emoji and CRLF before it do not shift the mark" $status "$text"
first_mark 'readObject' || true
act first 'Use `readObject`' || true
until_screen 'vault\.readObject' || true
command_line 'w'
printf "import { workos } from '@/lib/workos.js';\r\n\r\nexport const ids = '🎉👩‍🚀é'; export const read = (id: string) => workos.vault.readObject({ id });\r\n" >"$work/wanted"
eventually cmp -s "$work/wanted" "$work/nine/src/crlf.ts" || true
cmp -s "$work/wanted" "$work/nine/src/crlf.ts" && status=0 || status=1
check "the fix keeps line ends" $status

# The request hook of Next.js is a file.
cp -r "$root/tests/apps/next-16" "$work/hook"
start "$work/hook" src/middleware.ts
first_mark 'the request hook is `proxy`' && status=0 || status=1
check "the old name of the request hook is marked" $status "$(screen)"
act first 'Rename to `proxy.ts`' && status=0 || status=1
check "its rename is offered" $status "$(screen)"
eventually test -e "$work/hook/src/proxy.ts" || true
command_line 'w'
sed 's/function middleware/function proxy/' "$root/tests/apps/next-16/src/middleware.ts" >"$work/wanted"
eventually cmp -s "$work/wanted" "$work/hook/src/proxy.ts" || true
cmp -s "$work/wanted" "$work/hook/src/proxy.ts" && [ ! -e "$work/hook/src/middleware.ts" ] && status=0 || status=1
check "it renames the file, and the function in it" $status "$(ls "$work/hook/src"; screen)"

# The editor dies without a word.
kill -KILL "$("${tmux[@]}" display-message -p -t hx '#{pane_pid}')"
"${tmux[@]}" kill-server 2>/dev/null || true
eventually -10 none_runs || true
[ -z "$(servers)" ] && status=0 || status=1
check "killing the editor leaves no server" $status "$(servers)"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]

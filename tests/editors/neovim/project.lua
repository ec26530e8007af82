-- Runs inside a real Neovim (`nvim -l`): where it attaches, the upgrade list, health, help, settings and installs while it
-- runs, columns, code of 9.x; at its end the editor kills itself, and `run.sh` looks whether the server goes, too.
local root = assert(os.getenv('WORKOS_LSP_ROOT'))
local work = assert(os.getenv('WORKOS_LSP_WORK'))
local passed, failed = 0, 0

local function check(what, ok, detail)
  if ok then
    passed = passed + 1
    io.write('ok   ' .. what .. '\n')
  else
    failed = failed + 1
    io.write('FAIL ' .. what .. (detail and ('\n     ' .. tostring(detail)) or '') .. '\n')
  end
end

local function write(path, text)
  vim.fn.mkdir(vim.fs.dirname(path), 'p')
  local file = assert(io.open(path, 'wb'))
  file:write(text)
  file:close()
end

local function read(path)
  local file = assert(io.open(path, 'rb'))
  local text = file:read('*a')
  file:close()
  return text
end

vim.opt.runtimepath:prepend(root .. '/editors/neovim')
vim.cmd('filetype on')
-- All that there is to do.
vim.lsp.enable('workos_lsp')

local function clients()
  return vim.lsp.get_clients({ name = 'workos_lsp' })
end
local function open(path)
  vim.cmd.edit(path)
  return vim.api.nvim_get_current_buf()
end
local function messages(buffer)
  return vim.tbl_map(function(it) return it.message end, vim.diagnostic.get(buffer))
end
local function wait(buffer, fits)
  return vim.wait(120000, function()
    local all = vim.diagnostic.get(buffer)
    return fits(all)
  end, 20)
end

-- Only where an SDK is in use.
write(work .. '/other/package.json', '{ "dependencies": { "left-pad": "1.0.0" } }\n')
write(work .. '/other/a.ts', 'export const workos = 1;\n')
open(work .. '/other/a.ts')
vim.wait(1500, function() return #clients() > 0 end, 50)
check('it does not attach where no manifest names an SDK', #clients() == 0)
check('and there is no command', vim.fn.exists(':WorkosUpgrade') == 0)

-- The workspace of a monorepo, from a package of it.
write(work .. '/mono/package.json', '{ "workspaces": ["packages/*"] }\n')
write(work .. '/mono/package-lock.json', '{ "lockfileVersion": 3, "packages": {} }\n')
write(work .. '/mono/packages/a/package.json', '{ "dependencies": { "@workos-inc/node": "8.13.0" } }\n')
write(work .. '/mono/packages/a/src/a.ts', 'export const a = 1;\n')
open(work .. '/mono/packages/a/src/a.ts')
vim.wait(120000, function() return #clients() == 1 end, 20)
check('in a monorepo it opens the workspace that the nearest manifest belongs to', #clients() == 1 and clients()[1].root_dir == work .. '/mono', vim.inspect(clients()[1] and clients()[1].root_dir))
clients()[1]:stop()
vim.wait(120000, function() return #clients() == 0 end, 20)

-- 9.3.1.
vim.fn.chdir(work .. '/nine')
local mfa = open(work .. '/nine/src/routes/mfa.ts')
check('9.3.1: what is gone is marked', wait(mfa, function(all)
  return #all == 1 and all[1].message:find('`workos.mfa` does not exist in @workos-inc/node 9.3.1 (removed in 9.0.0). Use `multiFactorAuth.verifyChallenge`', 1, true) ~= nil
end), vim.inspect(messages(mfa)))
local client = clients()[1]
local mark = vim.diagnostic.get(mfa)[1]
local line = vim.api.nvim_buf_get_lines(mfa, mark.lnum, mark.lnum + 1, false)[1]
check('at the accessor, as an error: no type checker runs here', line:sub(mark.col + 1, mark.end_col) == 'mfa' and mark.severity == vim.diagnostic.severity.ERROR, line)
vim.api.nvim_win_set_cursor(0, { mark.lnum + 1, mark.col })
vim.lsp.buf.code_action({ apply = true, filter = function(action) return action.isPreferred end })
check('the quick fix goes over two majors at once', vim.wait(120000, function()
  return vim.api.nvim_buf_get_lines(mfa, mark.lnum, mark.lnum + 1, false)[1]:find('multiFactorAuth.verifyChallenge(', 1, true) ~= nil
end, 20))
vim.cmd('silent write')
check('the saved file is right, and nothing else changed', read(work .. '/nine/src/routes/mfa.ts') == read(root .. '/tests/apps/node-9.3/src/routes/mfa.ts'):gsub('mfa%.verifyFactor', 'multiFactorAuth.verifyChallenge'))

-- Columns.
local before = "import { workos } from '@/lib/workos.js';\r\n\r\nexport const ids = '🎉👩‍🚀é'; export const read = (id: string) => workos.vault.readSecret({ id });\r\n"
write(work .. '/nine/src/crlf.ts', before)
local crlf = open(work .. '/nine/src/crlf.ts')
wait(crlf, function(all) return #all == 1 end)
mark = vim.diagnostic.get(crlf)[1]
line = vim.api.nvim_buf_get_lines(crlf, 2, 3, false)[1]
check('emoji and CRLF before it do not shift the mark', mark and line:sub(mark.col + 1, mark.end_col) == 'readSecret', vim.inspect(mark))
vim.lsp.buf.code_action({ apply = true, context = { only = { 'source.fixAll.workos' }, diagnostics = {} } })
vim.wait(120000, function() return #vim.diagnostic.get(crlf) == 0 end, 20)
vim.cmd('silent write')
check('fix all keeps line ends and emoji', read(work .. '/nine/src/crlf.ts') == before:gsub('readSecret', 'readObject'))

-- The request hook of Next.js is a file.
local hook = open(work .. '/hook/src/middleware.ts')
check('the old name of the request hook is marked', wait(hook, function(all)
  return #all == 1 and all[1].code == 'authkit-nextjs/request-hook-file'
end), vim.inspect(messages(hook)))
before = read(work .. '/hook/src/middleware.ts')
mark = vim.diagnostic.get(hook)[1]
vim.api.nvim_win_set_cursor(0, { mark.lnum + 1, mark.col })
vim.lsp.buf.code_action({ apply = true, filter = function(action) return action.title:find('`proxy.ts`', 1, true) ~= nil end })
check('its code action renames the file', vim.wait(120000, function()
  return vim.uv.fs_stat(work .. '/hook/src/middleware.ts') == nil and vim.uv.fs_stat(work .. '/hook/src/proxy.ts') ~= nil
end, 20))
vim.cmd('silent wall')
check('and the function in it', read(work .. '/hook/src/proxy.ts') == before:gsub('function middleware', 'function proxy'), read(work .. '/hook/src/proxy.ts'))
check('the buffer is that of the new file, without a mark', vim.api.nvim_buf_get_name(0) == work .. '/hook/src/proxy.ts' and wait(0, function(all) return #all == 0 end), vim.api.nvim_buf_get_name(0))

-- The upgrade as a list.
vim.fn.chdir(work .. '/nine')
local unsaved = open(work .. '/nine/src/routes/widgets.ts')
wait(unsaved, function(all) return #all >= 1 end)
vim.cmd('WorkosUpgrade 10.0.0')
check(':WorkosUpgrade fills the quickfix list', vim.wait(120000, function() return #vim.fn.getqflist() > 0 end, 20))
local list = vim.fn.getqflist({ title = 1, items = 1 })
local at = vim.tbl_filter(function(it) return it.text:find('listObjects', 1, true) ~= nil end, list.items)[1]
check('with what breaks on the way, at its place', at and vim.fn.bufname(at.bufnr):find('widgets.ts', 1, true) and at.lnum == 6 and at.text:find('10.0.0', 1, true) ~= nil, vim.inspect(list))
check('and its aim in the title', list.title == 'WorkOS upgrade to @workos-inc/node 10.0.0', list.title)
vim.cmd('cclose')
vim.cmd('cfirst')
check('one walks through it', vim.api.nvim_buf_get_name(0):find(work .. '/nine/src/', 1, true) == 1)
check('nothing was changed', not vim.bo.modified)
local completed = vim.fn.getcompletion('WorkosUpgrade @workos', 'cmdline')
check('targets are completed', vim.tbl_contains(completed, '@workos-inc/node=11.0.0'), vim.inspect(completed))

-- Health and help.
vim.cmd('checkhealth workos_lsp')
local health = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
check(':checkhealth names the version and where it was read', health:find('@workos-inc/node 9.3.1, read from package-lock.json; newest 11.', 1, true) ~= nil, health)
check('and the program', health:find('workos%-lsp %d+%.%d+%.%d+ %(/') ~= nil, health)
check('without an error', health:find('ERROR', 1, true) == nil, health)
vim.cmd('bwipeout')
vim.cmd('helptags ' .. root .. '/editors/neovim/doc')
for _, tag in ipairs({ 'workos-lsp', ':WorkosUpgrade', 'workos-lsp-old' }) do
  vim.cmd('help ' .. tag)
  check('there is help on ' .. tag, vim.api.nvim_buf_get_name(0):find('workos-lsp.txt', 1, true) ~= nil)
end
os.remove(root .. '/editors/neovim/doc/tags')
vim.cmd('helpclose')

-- Settings and installs while it runs.
local widgets = vim.fn.bufnr(work .. '/nine/src/routes/widgets.ts')
client.settings = { workos = { severity = { removed = 'off' } } }
client:notify('workspace/didChangeConfiguration', { settings = client.settings })
check('settings take effect without a restart', wait(widgets, function(all)
  return #vim.tbl_filter(function(it) return it.message:find('getToken', 1, true) end, all) == 0
end), vim.inspect(messages(widgets)))
client.settings = { workos = vim.empty_dict() }
client:notify('workspace/didChangeConfiguration', { settings = client.settings })
wait(widgets, function(all) return #vim.tbl_filter(function(it) return it.message:find('getToken', 1, true) end, all) == 1 end)
local lock = read(work .. '/nine/package-lock.json')
write(work .. '/nine/package-lock.json', (lock:gsub('("node_modules/@workos%-inc/node": {%s+"version": )"9.3.1"', '%1"8.13.0"')))
check('another version in the lockfile refreshes the marks', wait(widgets, function(all)
  return #all > 0 and all[1].message:find('8.13.0', 1, true) ~= nil
end), vim.inspect(messages(widgets)))
write(work .. '/nine/node_modules/@workos-inc/node/package.json', '{ "name": "@workos-inc/node", "version": "10.0.0" }\n')
check('another version in node_modules, too', wait(widgets, function(all)
  return #all > 0 and all[1].message:find('@workos-inc/node 10.0.0', 1, true) ~= nil
end), vim.inspect(messages(widgets)))

io.write(('%d passed, %d failed\n'):format(passed, failed))
io.flush()
write(work .. '/status', tostring(failed))
-- The editor dies without a word.
vim.uv.kill(vim.uv.os_getpid(), 'sigkill')

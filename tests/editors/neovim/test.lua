-- Runs inside a real Neovim (`nvim -l`), in a copy of the example app: marks, hover, quick fix, fix-all, save.
local root = assert(os.getenv('WORKOS_LSP_ROOT'))
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

local function read(path)
  local file = assert(io.open(path))
  local text = file:read('*a')
  file:close()
  return text
end

-- The upgrade one prepares for.
local file = assert(io.open('workos-lsp.json', 'w'))
file:write('{ "target": "8.0.0" }')
file:close()

vim.opt.runtimepath:prepend(root .. '/editors/neovim')
vim.cmd('filetype on')
vim.lsp.enable('workos_lsp')

-- What the command line reports, by file: the editor has to show the same.
local by_file = {}
for _, finding in ipairs(vim.json.decode(read(assert(os.getenv('WORKOS_LSP_FINDINGS')))).findings) do
  by_file[finding.path] = by_file[finding.path] or {}
  table.insert(by_file[finding.path], finding)
end
local paths = vim.tbl_keys(by_file)
table.sort(paths)
check('the command line reports findings in five files', #paths == 5, vim.inspect(paths))
for _, path in ipairs(paths) do
  vim.cmd.edit(path)
  local bufnr = vim.api.nvim_get_current_buf()
  local findings = by_file[path]
  vim.wait(120000, function() return #vim.diagnostic.get(bufnr) == #findings end, 10)
  local shown, hovers, actions, wanted = 0, 0, 0, 0
  for _, finding in ipairs(findings) do
    local row = finding.start.line - 1
    local line = vim.api.nvim_buf_get_lines(bufnr, row, row + 1, false)[1]
    local first = vim.str_byteindex(line, 'utf-16', finding.start.column - 1)
    local last = vim.str_byteindex(line, 'utf-16', finding['end'].column - 1)
    for _, mark in ipairs(vim.diagnostic.get(bufnr)) do
      if mark.lnum == row and mark.col == first and mark.end_col == last and mark.message == finding.message then
        shown = shown + 1
      end
    end
    local position = { line = row, character = finding.start.column - 1 }
    local attached = assert(vim.lsp.get_clients({ bufnr = bufnr })[1])
    local document = { uri = vim.uri_from_bufnr(bufnr) }
    local hover = attached:request_sync('textDocument/hover', { textDocument = document, position = position }, 5000, bufnr)
    local value = hover and hover.result and hover.result ~= vim.NIL and hover.result.contents.value or ''
    if value:find(finding.installed, 1, true) then
      hovers = hovers + 1
    end
    for _, fix in ipairs(finding.fixes) do
      if #fix.edits > 0 then
        wanted = wanted + 1
        local range = { start = position, ['end'] = position }
        local params = { textDocument = document, range = range, context = { diagnostics = {}, only = { 'quickfix' } } }
        local answer = attached:request_sync('textDocument/codeAction', params, 5000, bufnr)
        for _, action in ipairs(answer and answer.result or {}) do
          if action.title:find(fix.title:match('`[^`]+`') or fix.title, 1, true) then
            actions = actions + 1
            break
          end
        end
      end
    end
  end
  check(path .. ': every finding is marked, with the same range and message', shown == #findings, shown .. ' of ' .. #findings)
  check(path .. ': every finding has its hover', hovers == #findings, hovers .. ' of ' .. #findings)
  check(path .. ': every fix is offered', actions == wanted, actions .. ' of ' .. wanted)
end

vim.cmd.edit('src/services/secret-store.ts')
local buffer = vim.api.nvim_get_current_buf()

local function marks()
  return vim.diagnostic.get(buffer)
end
local function wait_for_marks(count)
  return vim.wait(120000, function() return #marks() == count end, 10)
end

check('seven marks appear', wait_for_marks(7), vim.inspect(vim.tbl_map(function(d) return d.message end, marks())))
local client = assert(vim.lsp.get_clients({ bufnr = buffer })[1], 'the server is attached')
check('the server is named workos_lsp', client.name == 'workos_lsp')

table.sort(marks(), function(a, b) return a.lnum < b.lnum end)
local first = vim.tbl_filter(function(d) return d.code == 'node/vault-create-secret' end, marks())[1]
check('the mark has its code and source', first and first.source == 'workos', vim.inspect(first))
if first then
  local line = vim.api.nvim_buf_get_lines(buffer, first.lnum, first.lnum + 1, false)[1]
  check('it stands at the name', line:sub(first.col + 1, first.end_col) == 'createSecret', line)
  check('the message says what is gone and what to use', first.message:find('8.0.0', 1, true) and first.message:find('createObject', 1, true), first.message)

  vim.api.nvim_win_set_cursor(0, { first.lnum + 1, first.col + 2 })
  local answer = client:request_sync('textDocument/hover', vim.lsp.util.make_position_params(0, client.offset_encoding), 5000, buffer)
  local text = answer and answer.result and answer.result.contents.value or ''
  check('hover names the replacement', text:find('createObject', 1, true) ~= nil, text)

  vim.lsp.buf.code_action({
    apply = true,
    filter = function(action) return action.kind == 'quickfix' and action.isPreferred end,
  })
  check('the quick fix renames the call', vim.wait(120000, function()
    return vim.api.nvim_buf_get_lines(buffer, first.lnum, first.lnum + 1, false)[1]:find('vault.createObject(', 1, true) ~= nil
  end, 10))
  check('its mark is gone', wait_for_marks(6), #marks())
end

vim.lsp.buf.code_action({ apply = true, context = { only = { 'source.fixAll.workos' }, diagnostics = {} } })
check('fix-all leaves no mark', wait_for_marks(0), vim.inspect(marks()))
vim.cmd('silent write')
local text = read('src/services/secret-store.ts')
check('the saved file has no old name', not text:find('vault.%a+Secret'), text)
check('and all new ones', select(2, text:gsub('vault%.%a+Object', '')) == 7, text)

vim.cmd.edit('src/lookalikes.ts')
local other = vim.api.nvim_get_current_buf()
vim.wait(120000, function() return client.attached_buffers[other] ~= nil end, 10)
-- A request that is answered after the notification: by then marks would be there.
client:request_sync('textDocument/hover', { textDocument = { uri = vim.uri_from_bufnr(other) }, position = { line = 0, character = 0 } }, 5000, other)
check('look-alikes stay silent', #vim.diagnostic.get(other) == 0, vim.inspect(vim.diagnostic.get(other)))

client:stop()
check('the server ends', vim.wait(5000, function() return client:is_stopped() end, 10))
io.write(('%d passed, %d failed\n'):format(passed, failed))
os.exit(failed == 0 and 0 or 1)

---@brief
---
--- workos-lsp: what the WorkOS SDKs changed, version by version.
---
--- For Neovim 0.11 or newer. Put `editors/neovim` on the runtimepath (or copy this file to `lsp/workos_lsp.lua` in your
--- configuration), then:
---
---     vim.lsp.enable('workos_lsp')
---
--- It attaches only in projects whose manifest or lockfile names a WorkOS SDK. Settings are those of `workos-lsp.json`,
--- for example:
---
---     vim.lsp.config('workos_lsp', { settings = { workos = { target = 'latest' } } })
---
--- `:WorkosUpgrade` puts what an upgrade would break into the quickfix list.

local lockfiles = { 'package-lock.json', 'npm-shrinkwrap.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock' }
local typescript = { 'ts_ls', 'vtsls', 'tsgo', 'typescript-tools' }

---@param path string
local function names_an_sdk(path)
  local file = io.open(path)
  if not file then
    return false
  end
  local text = file:read('*a') or ''
  file:close()
  return text:find('@workos-inc/', 1, true) ~= nil
end

--- The folder that is opened for a file: the nearest manifest's, or the workspace's that it belongs to (a lockfile lies
--- there). `nil` where no manifest or lockfile names a WorkOS SDK.
---@param path string
local function root_of(path)
  local nearest = vim.fs.root(path, 'package.json')
  if not nearest then
    return nil
  end
  local top = vim.fs.root(nearest, '.git')
  local root = vim.fs.root(nearest, vim.list_extend({ 'pnpm-workspace.yaml', 'workos-lsp.json' }, lockfiles)) or nearest
  if top and not vim.startswith(root .. '/', top .. '/') then
    root = nearest
  end
  local folder = nearest
  while true do
    for _, name in ipairs(vim.list_extend({ 'package.json' }, lockfiles)) do
      if names_an_sdk(vim.fs.joinpath(folder, name)) then
        return root
      end
    end
    if folder == root then
      return nil
    end
    folder = vim.fs.dirname(folder)
  end
end

--- Type checkers that run beside: what they report, the server only hints at.
local function checkers()
  for _, name in ipairs(typescript) do
    local enabled = vim.lsp.is_enabled and vim.lsp.is_enabled(name)
    if enabled or #vim.lsp.get_clients({ name = name }) > 0 then
      return { 'typescript' }
    end
  end
  return {}
end

---@param client vim.lsp.Client
---@param to table<string, string>
local function upgrade(client, to)
  client:request('workos/upgrade', { to = vim.tbl_isempty(to) and vim.empty_dict() or to }, function(err, result)
    if err then
      vim.notify('workos: ' .. err.message, vim.log.levels.ERROR)
      return
    end
    local locations, messages = {}, {}
    for _, file in ipairs(result.files) do
      for _, diagnostic in ipairs(file.diagnostics) do
        local location = { uri = file.uri, range = diagnostic.range }
        table.insert(locations, location)
        messages[location] = diagnostic
      end
    end
    local items = vim.lsp.util.locations_to_items(locations, client.offset_encoding)
    for _, item in ipairs(items) do
      local diagnostic = messages[item.user_data]
      item.text = diagnostic.message
      item.type = ({ 'E', 'W', 'I', 'N' })[diagnostic.severity or 1]
      item.user_data = nil
    end
    local aim = {}
    for package, version in vim.spairs(to) do
      table.insert(aim, package .. ' ' .. version)
    end
    local title = 'WorkOS upgrade' .. (#aim > 0 and ' to ' .. table.concat(aim, ', ') or ' to the newest')
    vim.fn.setqflist({}, ' ', { title = title, items = items })
    if #items == 0 then
      vim.notify(('%s: nothing breaks in %d files'):format(title, result.checked))
    else
      vim.cmd('botright copen')
    end
  end)
end

---@param client vim.lsp.Client
local function packages(client)
  local answer = client:request_sync('workos/versions', nil, 5000)
  return answer and answer.result and answer.result.packages or {}
end

--- `9.0.0` or `@workos-inc/node=9.0.0`, any number of them.
---@param client vim.lsp.Client
---@param args string[]
local function aims(client, args)
  local to = {}
  for _, arg in ipairs(args) do
    local package, version = arg:match('^(.+)=(.+)$')
    if not package then
      local in_use = {}
      for _, it in ipairs(packages(client)) do
        in_use[it.package] = true
      end
      local names = vim.tbl_keys(in_use)
      if #names ~= 1 then
        table.sort(names)
        vim.notify('workos: say for which package: ' .. table.concat(names, '=' .. arg .. ', ') .. '=' .. arg, vim.log.levels.ERROR)
        return nil
      end
      package, version = names[1], arg
    end
    to[package] = version
  end
  return to
end

---@type vim.lsp.Config
return {
  cmd = { 'workos-lsp', 'server' },
  filetypes = { 'typescript', 'typescriptreact', 'javascript', 'javascriptreact' },
  root_dir = function(bufnr, on_dir)
    local root = root_of(vim.api.nvim_buf_get_name(bufnr))
    if root then
      on_dir(root)
    end
  end,
  settings = { workos = vim.empty_dict() },
  before_init = function(params)
    local options = { checkers = checkers() }
    params.initializationOptions = vim.tbl_extend('force', options, params.initializationOptions or {})
  end,
  on_attach = function(client, bufnr)
    vim.api.nvim_buf_create_user_command(bufnr, 'WorkosUpgrade', function(command)
      local to = aims(client, command.fargs)
      if to then
        upgrade(client, to)
      end
    end, {
      desc = 'List what an upgrade of the WorkOS SDKs would break',
      nargs = '*',
      complete = function(lead)
        local out = {}
        for _, it in ipairs(packages(client)) do
          for _, version in ipairs(it.ways) do
            table.insert(out, it.package .. '=' .. version)
          end
        end
        return vim.tbl_filter(function(it) return vim.startswith(it, lead) end, out)
      end,
    })
  end,
}

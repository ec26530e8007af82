-- `:checkhealth workos_lsp`: the program, the client, and which versions were read where.
local M = {}

local function short(uri)
  return uri and uri ~= vim.NIL and vim.fn.fnamemodify(vim.uri_to_fname(uri), ':.') or nil
end

local function text(value)
  return value ~= nil and value ~= vim.NIL and tostring(value) or nil
end

local function versions(client)
  local answer = client:request_sync('workos/versions', nil, 10000)
  if not answer or answer.err then
    vim.health.warn('the server does not answer: ' .. (answer and answer.err.message or 'no answer in 10 s'))
    return
  end
  for _, it in ipairs(answer.result.packages) do
    local installed = text(it.installed)
    local line = ('%s %s, read from %s; newest %s'):format(
      it.package,
      installed or ('(range %s)'):format(it.range),
      short(it.source) or it.provenance,
      text(it.newest) or 'unknown'
    )
    if text(it.lockfile) then
      vim.health.warn(line, { ('the lockfile says %s: run install'):format(it.lockfile) })
    elseif installed then
      vim.health.ok(line)
    else
      vim.health.warn(line, { 'run install: only a range is known' })
    end
  end
  if #answer.result.packages == 0 then
    vim.health.info('no covered package is in use')
  end
end

function M.check()
  vim.health.start('workos-lsp')
  if vim.fn.has('nvim-0.11') == 0 then
    vim.health.error('Neovim 0.11 or newer is needed for vim.lsp.enable(); see :help workos-lsp-old')
    return
  end
  local config = vim.lsp.config.workos_lsp
  local cmd = config and type(config.cmd) == 'table' and config.cmd[1] or 'workos-lsp'
  if vim.fn.executable(cmd) == 1 then
    local said = vim.system({ cmd, '--version' }, { text = true }):wait(10000)
    vim.health.ok(('%s (%s)'):format(vim.trim(said.stdout or ''), vim.fn.exepath(cmd)))
  else
    vim.health.error(('`%s` is not on the PATH'):format(cmd), { 'install it, or set its path: vim.lsp.config("workos_lsp", { cmd = { "/path/to/workos-lsp", "server" } })' })
  end
  local clients = vim.lsp.get_clients({ name = 'workos_lsp' })
  if #clients == 0 then
    vim.health.info("no client runs: open a TypeScript or JavaScript file of a project that names a WorkOS SDK (after vim.lsp.enable('workos_lsp'))")
  end
  for _, client in ipairs(clients) do
    local said = client.server_info and client.server_info.version
    vim.health.info(('client %d in %s, server %s'):format(client.id, client.root_dir or '?', said or '?'))
    versions(client)
  end
end

return M

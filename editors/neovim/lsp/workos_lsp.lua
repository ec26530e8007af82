---@brief
---
--- workos-lsp: what the WorkOS SDKs changed, version by version.
---
--- For Neovim 0.11 or newer. Copy this file to `lsp/workos_lsp.lua` in your configuration (or put `editors/neovim` on the
--- runtimepath), then:
---
---     vim.lsp.enable('workos_lsp')
---
--- Settings are those of `workos-lsp.json`, for example:
---
---     vim.lsp.config('workos_lsp', { settings = { workos = { target = 'latest' } } })

---@type vim.lsp.Config
return {
  cmd = { 'workos-lsp', 'server' },
  filetypes = { 'typescript', 'typescriptreact', 'javascript', 'javascriptreact' },
  -- A monorepo is one workspace: its lockfile is where the versions stand.
  root_markers = {
    'workos-lsp.json',
    'pnpm-workspace.yaml',
    'pnpm-lock.yaml',
    'package-lock.json',
    'yarn.lock',
    'bun.lock',
    'package.json',
    '.git',
  },
  settings = { workos = vim.empty_dict() },
}

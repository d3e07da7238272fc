-- Attaches Drydock to the file in the buffer, prints its findings, applies the first repair of each, prints the buffer.
-- Written for Neovim 0.7 and later: NODE and SERVER in the environment say what to start.

local client = vim.lsp.start_client({
  name = 'drydock',
  cmd = { os.getenv('NODE'), os.getenv('SERVER'), '--stdio' },
  root_dir = vim.fn.getcwd(),
})

local function say(...)
  io.stdout:write(table.concat({ ... }, ' ') .. '\n')
end

-- Neovim counts bytes, the protocol UTF-16 units.
local function character(buffer, line, byte)
  local text = vim.api.nvim_buf_get_lines(buffer, line, line + 1, false)[1] or ''
  local _, utf16 = vim.str_utfindex(text, math.min(byte, #text))
  return utf16
end

local function to_protocol(buffer, diagnostic)
  return {
    range = {
      start = { line = diagnostic.lnum, character = character(buffer, diagnostic.lnum, diagnostic.col) },
      ['end'] = { line = diagnostic.end_lnum, character = character(buffer, diagnostic.end_lnum, diagnostic.end_col) },
    },
    message = diagnostic.message,
    severity = diagnostic.severity,
    source = diagnostic.source,
    code = diagnostic.code,
  }
end

local function code_of(diagnostic)
  local lsp = diagnostic.user_data and diagnostic.user_data.lsp or {}
  return diagnostic.code or lsp.code or '?'
end

local function first_action(buffer, diagnostic)
  local answers = vim.lsp.buf_request_sync(buffer, 'textDocument/codeAction', {
    textDocument = vim.lsp.util.make_text_document_params(buffer),
    range = diagnostic.range,
    context = { diagnostics = { diagnostic }, only = { 'quickfix' } },
  }, 5000)
  local answer = answers and answers[client]
  if not answer or answer.err then error('no answer to codeAction: ' .. vim.inspect(answer)) end
  for _, action in ipairs(answer.result or {}) do
    if action.edit then return action end
  end
end

local function run()
  local buffer = vim.api.nvim_get_current_buf()
  vim.bo[buffer].filetype = 'dockerfile'
  vim.lsp.buf_attach_client(buffer, client)
  assert(vim.wait(10000, function() return #vim.diagnostic.get(buffer) > 0 end, 50), 'no diagnostics')
  local found = vim.diagnostic.get(buffer)
  -- From the end, so that a repair moves nothing that is still to be repaired.
  table.sort(found, function(a, b) return a.lnum > b.lnum end)
  for _, diagnostic in ipairs(found) do
    diagnostic.code = code_of(diagnostic)
    say('FINDING', diagnostic.lnum .. ':' .. diagnostic.col, diagnostic.code)
    local action = first_action(buffer, to_protocol(buffer, diagnostic))
    if action then
      say('ACTION', action.title)
      vim.lsp.util.apply_workspace_edit(action.edit, 'utf-16')
    end
  end
  say('BUFFER')
  say(table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n'))
end

vim.api.nvim_create_autocmd('VimEnter', {
  callback = function()
    local ok, message = pcall(run)
    if not ok then say('ERROR', tostring(message)) end
    vim.lsp.stop_client(client, true)
    vim.cmd(ok and 'qall!' or 'cquit 1')
  end,
})

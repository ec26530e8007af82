// Test only: tells over a local port what the editor holds - which no screen shows to the character.
const { createServer } = require('node:http');
const vscode = require('vscode');

const questions = {
  diagnostics: ({ path }) => vscode.languages.getDiagnostics(vscode.Uri.file(path)).map((it) => ({
    source: it.source,
    code: typeof it.code === 'object' ? it.code.value : it.code,
    severity: ['error', 'warning', 'information', 'hint'][it.severity],
    message: typeof it.message === 'string' ? it.message : it.message.value,
    start: { line: it.range.start.line + 1, column: it.range.start.character + 1 },
    end: { line: it.range.end.line + 1, column: it.range.end.character + 1 },
    tags: it.tags ?? [],
  })),
  problems: () => vscode.languages.getDiagnostics().flatMap(([uri, all]) => all
    .filter((it) => it.severity !== vscode.DiagnosticSeverity.Hint)
    .map((it) => ({ path: uri.fsPath, source: it.source, message: String(it.message) }))),
  select: ({ line, column }) => {
    const at = new vscode.Position(line - 1, column - 1);
    vscode.window.activeTextEditor.selection = new vscode.Selection(at, at);
    vscode.window.activeTextEditor.revealRange(new vscode.Range(at, at), vscode.TextEditorRevealType.InCenter);
  },
  active: () => {
    const editor = vscode.window.activeTextEditor;
    const { start, end } = editor.selection;
    return { path: editor.document.uri.fsPath, text: editor.document.getText(), dirty: editor.document.isDirty, selected: editor.document.getText(editor.selection), line: start.line + 1, start, end };
  },
  open: ({ path }) => vscode.window.showTextDocument(vscode.Uri.file(path), { preview: false }).then(() => true),
  run: ({ command, args }) => vscode.commands.executeCommand(command, ...(args ?? [])).then(() => true),
  set: ({ key, value }) => vscode.workspace.getConfiguration().update(key, value, vscode.ConfigurationTarget.Global).then(() => true),
  tabs: () => vscode.window.tabGroups.all.flatMap((group) => group.tabs.map((tab) => tab.label)),
  trusted: () => vscode.workspace.isTrusted,
};

exports.activate = (context) => {
  const server = createServer((request, response) => {
    // Each question comes over a connection of its own: one that is kept may be gone when the next comes.
    response.setHeader('Connection', 'close');
    let body = '';
    request.on('data', (data) => { body += data; });
    request.on('end', async () => {
      try {
        const { question, ...rest } = JSON.parse(body);
        response.end(JSON.stringify((await questions[question](rest)) ?? null));
      } catch (error) {
        response.statusCode = 500;
        response.end(String(error?.stack ?? error));
      }
    });
  });
  // A window that is reloaded takes the port over from the one before.
  const listen = () => server.listen(Number(process.env.WORKOS_PROBE_PORT), '127.0.0.1');
  server.on('error', () => setTimeout(listen, 200));
  listen();
  context.subscriptions.push({ dispose: () => { server.close(); server.closeAllConnections(); } });
};

// Which type checkers run in this window. What they report the server only hints at: nobody wants an error twice.
import { extensions, workspace } from 'vscode';

const TYPESCRIPT = ['vscode.typescript-language-features', 'typescriptteam.native-preview'];
const PYTHON = ['ms-python.vscode-pylance', 'ms-pyright.pyright', 'detachhead.basedpyright', 'astral-sh.ty', 'meta.pyrefly'];
const GO = ['golang.go'];

export const CHECKER_SETTINGS = ['typescript.validate.enable', 'typescript.tsserver', 'js/ts.validate', 'python.analysis.typeCheckingMode'];

export function checkers(): string[] {
  const running: string[] = [];
  const validates = workspace.getConfiguration().get('typescript.validate.enable') !== false
    && workspace.getConfiguration().get('js/ts.validate.enabled') !== false;
  if (isThere(TYPESCRIPT) && validates) running.push('typescript');
  if (isThere(PYTHON) && workspace.getConfiguration().get('python.analysis.typeCheckingMode') !== 'off') running.push('python');
  if (isThere(GO)) running.push('go');
  return running;
}

function isThere(ids: string[]): boolean {
  return ids.some((id) => extensions.getExtension(id) !== undefined);
}

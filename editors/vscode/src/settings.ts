// Settings for the server: only those that someone set. A default of the editor's would go over `workos-lsp.json`.
import { workspace } from 'vscode';

/** Settings that are the extension's own. */
const OWN = new Set(['server', 'trace']);

export function chosen(): Record<string, unknown> {
  const section = workspace.getConfiguration('workos');
  const out: Record<string, unknown> = {};
  for (const key of Object.keys(section)) {
    if (OWN.has(key)) continue;
    const known = section.inspect(key);
    const isSet = [known?.globalValue, known?.workspaceValue, known?.workspaceFolderValue].some((value) => value !== undefined);
    if (isSet) out[key] = section.get(key);
  }
  return out;
}

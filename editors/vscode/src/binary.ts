// Where the server is: the setting, the environment, the one that came with the extension, the PATH. Nothing of the
// workspace: a folder one only looks at must not choose what is run.
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

export interface Found {
  path: string;
  from: string;
}

export interface Missing {
  looked: string[];
}

const NAME = process.platform === 'win32' ? 'workos-lsp.exe' : 'workos-lsp';

export function findServer(setting: string, extensionDir: string, env: NodeJS.ProcessEnv): Found | Missing {
  const looked: string[] = [];
  const named = [
    { path: setting, from: 'the setting workos.server.path' },
    { path: env['WORKOS_LSP_BIN'] ?? '', from: 'the environment variable WORKOS_LSP_BIN' },
  ];
  for (const { path, from } of named) {
    if (path === '') continue;
    // Who names one wants that one: another in its place would be a riddle.
    if (isAbsolute(path) && isProgram(path)) return { path, from };
    return { looked: [`${path}, as ${from} says: ${isAbsolute(path) ? 'no program there' : 'not an absolute path'}`] };
  }
  const bundled = join(extensionDir, 'server', NAME);
  if (isProgram(bundled)) return { path: bundled, from: 'the extension' };
  looked.push(`${bundled} (this package was built without a server for ${process.platform}-${process.arch})`);
  for (const dir of (env['PATH'] ?? '').split(delimiter)) {
    const path = join(dir, NAME);
    if (isAbsolute(dir) && isProgram(path)) return { path, from: 'the PATH' };
  }
  looked.push(`${NAME} on the PATH`);
  return { looked };
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

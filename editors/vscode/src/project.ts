// Whether a workspace uses a WorkOS SDK at all: a manifest or a lockfile names one.
import { workspace, type Uri } from 'vscode';

const MANIFESTS = '**/{package.json,package-lock.json,npm-shrinkwrap.json,pnpm-lock.yaml,pnpm-workspace.yaml,yarn.lock,bun.lock}';
const NAMED = /["'\s/]@workos-inc\/[a-z]/;
const MOST = 500;

export async function usesWorkOS(): Promise<boolean> {
  const found = await workspace.findFiles(MANIFESTS, '**/node_modules/**', MOST);
  // Those near the top first, and manifests before lockfiles: they are small.
  found.sort((a, b) => rank(a) - rank(b));
  for (const uri of found) {
    if (await names(uri)) return true;
  }
  return false;
}

export function watchManifests(): ReturnType<typeof workspace.createFileSystemWatcher> {
  return workspace.createFileSystemWatcher(MANIFESTS);
}

function rank(uri: Uri): number {
  return uri.path.split('/').length * 2 + (uri.path.endsWith('/package.json') ? 0 : 1);
}

async function names(uri: Uri): Promise<boolean> {
  try {
    return NAMED.test(new TextDecoder().decode(await workspace.fs.readFile(uri)));
  } catch {
    return false;
  }
}

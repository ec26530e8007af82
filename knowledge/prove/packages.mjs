// Published packages, installed by npm's client into a cache outside the repository.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The cache: `WORKOS_LSP_CACHE`, or a folder in the user's own cache. */
export function cacheDir() {
  return process.env.WORKOS_LSP_CACHE ?? join(homedir(), '.cache', 'workos-lsp');
}

/**
 * The `node_modules` folder in which a version is installed with what it depends on. Scripts of packages never run.
 * @param {string} name @param {string} version @returns {string}
 */
export function installedCopy(name, version) {
  const dir = join(cacheDir(), 'installed', `${name.replaceAll('/', '+')}@${version}`);
  const done = join(dir, '.done');
  if (!existsSync(done)) {
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, 'package.json'), JSON.stringify({ name: 'copy', version: '1.0.0', private: true }));
    execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--engine-strict=false', '--save-exact', `${name}@${version}`, '@types/node@22'], {
      cwd: dir,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    writeFileSync(done, '');
  }
  return join(dir, 'node_modules');
}

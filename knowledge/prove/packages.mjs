// Published packages, installed by npm's client into a cache outside the repository.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What packages expect beside them: a manifest and its lock. The versions fit the peer ranges of all of them. */
const PEERS = fileURLToPath(new URL('peers', import.meta.url));

const QUIET = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--engine-strict=false'];
const npm = (cwd, ...args) => execFileSync('npm', [...args, ...QUIET], { cwd, stdio: ['ignore', 'ignore', 'inherit'] });

/** The cache: `WORKOS_LSP_CACHE`, or a folder in the user's own cache. */
export function cacheDir() {
  return process.env.WORKOS_LSP_CACHE ?? join(homedir(), '.cache', 'workos-lsp');
}

/**
 * The `node_modules` folder in which a version is installed with what it depends on, and with the peers that it names
 * from the lock of `peers/`. Scripts of packages never run.
 * @param {string} name @param {string} version @returns {string}
 */
export function installedCopy(name, version) {
  const dir = join(cacheDir(), 'installed', `${name.replaceAll('/', '+')}@${version}`);
  const modules = join(dir, 'node_modules');
  const done = join(dir, '.done');
  if (!existsSync(done)) {
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, 'package.json'), JSON.stringify({ name: 'copy', version: '1.0.0', private: true }));
    npm(dir, 'install', '--legacy-peer-deps', '--save-exact', `${name}@${version}`, '@types/node@22');
    const { peerDependencies = {} } = JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8'));
    for (const peer of Object.keys(peerDependencies).flatMap((it) => [it, `@types/${it}`])) link(peer, modules);
    writeFileSync(done, '');
  }
  return modules;
}

/** Links a peer into a copy's `node_modules`, where `peers/` has it and the copy has none of its own. */
function link(peer, modules) {
  const from = join(peersInstalled(), peer);
  const to = join(modules, peer);
  if (!existsSync(from) || existsSync(to)) return;
  mkdirSync(dirname(to), { recursive: true });
  symlinkSync(from, to);
}

/** The `node_modules` folder of `peers/`, by its lock. */
function peersInstalled() {
  const lock = readFileSync(join(PEERS, 'package-lock.json'));
  const dir = join(cacheDir(), 'installed', `peers-${createHash('sha256').update(lock).digest('hex').slice(0, 16)}`);
  const done = join(dir, '.done');
  if (!existsSync(done)) {
    mkdirSync(dir, { recursive: true });
    for (const file of ['package.json', 'package-lock.json', '.npmrc']) copyFileSync(join(PEERS, file), join(dir, file));
    npm(dir, 'ci', '--omit=optional');
    writeFileSync(done, '');
  }
  return join(dir, 'node_modules');
}

// A copy of an app with its dependencies, in which one package can be swapped for another version. The app's own
// folder is only read; no script of any package runs.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';

import { cacheDir, installedCopy } from '../../knowledge/prove/packages.mjs';

const SKIPPED = new Set(['node_modules', '.git', '.next', '.turbo', '.svelte-kit', '.vercel', '.output']);

/** How the dependencies of an app are installed, by its lockfile: attempts, the most faithful first. */
const CLIENTS = [
  ['pnpm-lock.yaml', 'pnpm@10', [['install', '--frozen-lockfile'], ['install', '--no-frozen-lockfile']], ['--ignore-scripts', '--config.strict-peer-dependencies=false', '--config.manage-package-manager-versions=false', '--config.engine-strict=false']],
  ['bun.lock', 'bun@1', [['install', '--frozen-lockfile'], ['install']], ['--ignore-scripts']],
  ['bun.lockb', 'bun@1', [['install', '--frozen-lockfile'], ['install']], ['--ignore-scripts']],
  ['yarn.lock', 'yarn@1', [['install', '--frozen-lockfile']], ['--ignore-scripts', '--ignore-engines', '--non-interactive']],
  ['package-lock.json', 'npm', [['ci'], ['install']], ['--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund', '--loglevel=error']],
  ['', 'npm', [['install', '--no-package-lock']], ['--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund', '--loglevel=error']],
];

/**
 * Copies an app into the cache and installs what it depends on, unless that was done for the same manifests before.
 * @param {string} source @param {boolean} fresh
 */
export function prepare(source, fresh) {
  const from = resolve(source);
  const name = `${basename(from)}-${createHash('sha256').update(from).digest('hex').slice(0, 8)}`;
  const app = join(cacheDir(), 'judge', name);
  if (fresh) rmSync(app, { recursive: true, force: true });
  restore(from, app);
  const stamp = join(app, 'node_modules', '.judged');
  const state = manifests(from);
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== state) {
    install(app);
    // An install may rewrite manifests and lockfiles.
    restore(from, app);
    mkdirSync(dirname(stamp), { recursive: true });
    writeFileSync(stamp, state);
  }
  return { from, app };
}

/** Lays the app's own files over the copy again. @param {string} from @param {string} app */
export function restore(from, app) {
  cpSync(from, app, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !relative(from, path).split(sep).some((part) => SKIPPED.has(part)),
  });
}

/** Folders of a tree with this file, `node_modules` left out. @param {string} root @param {string} file @returns {string[]} */
export function foldersWith(root, file) {
  const found = [];
  const waiting = [root];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory() && !SKIPPED.has(entry.name)) waiting.push(join(folder, entry.name));
      else if (entry.name === file) found.push(folder);
    }
  }
  return found.sort();
}

function manifests(root) {
  const hash = createHash('sha256');
  for (const folder of foldersWith(root, 'package.json')) hash.update(readFileSync(join(folder, 'package.json')));
  for (const [lockfile] of CLIENTS) if (lockfile && existsSync(join(root, lockfile))) hash.update(readFileSync(join(root, lockfile)));
  return hash.digest('hex');
}

function install(app) {
  const [, client, attempts, options] = CLIENTS.find(([lockfile]) => !lockfile || existsSync(join(app, lockfile)));
  const command = client === 'npm' ? ['npm'] : ['npx', '--yes', client];
  for (const attempt of attempts) if (runs(app, [...command, ...attempt, ...options]).ok) return;
  // Versions that are no longer published, packages that never were: whatever there is instead, or nothing.
  const last = ['npm', 'install', '--no-package-lock', ...CLIENTS.at(-1)[3]];
  for (let round = 0; round < 10; round += 1) {
    const { ok, why } = runs(app, last);
    if (ok) return;
    const name = /No matching version found for (@?[^@\s]+)@|404 Not Found - GET https?:\/\/[^/]+\/(\S+)/i.exec(why);
    if (!name || !loosen(app, (name[1] ?? name[2]).replace(/%2f/i, '/'), name[1] !== undefined)) throw new Error(`the app's dependencies could not be installed: ${why}`);
  }
}

function runs(app, [program, ...args]) {
  try {
    execFileSync(program, args, { cwd: app, stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, CI: '1' } });
    return { ok: true };
  } catch (error) {
    return { ok: false, why: String(error.stderr ?? error) };
  }
}

/** Takes any version of a dependency, or drops it. */
function loosen(app, name, exists) {
  let changed = false;
  for (const folder of foldersWith(app, 'package.json')) {
    const path = join(folder, 'package.json');
    const manifest = JSON.parse(readFileSync(path, 'utf8'));
    for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies']) {
      if (!manifest[kind]?.[name] || manifest[kind][name] === '*') continue;
      if (exists) manifest[kind][name] = '*';
      else delete manifest[kind][name];
      changed = true;
    }
    writeFileSync(path, JSON.stringify(manifest, null, 2));
  }
  return changed;
}

/**
 * The package as the app's own code sees it, in each of its workspaces: can be swapped, and put back.
 * @param {string} app @param {string} name
 */
export function swappable(app, name) {
  const places = new Set();
  for (const folder of foldersWith(app, 'package.json')) {
    for (let up = folder; up.startsWith(app); up = dirname(up)) {
      const place = join(up, 'node_modules', name);
      if (!existsSync(place) && !existsSync(aside(place))) continue;
      places.add(place);
      break;
    }
  }
  for (const place of places) putBack(place);
  return {
    /** The version that is installed, `undefined` where none is. */
    version: () => [...places].map((place) => JSON.parse(readFileSync(join(place, 'package.json'), 'utf8')).version)[0],
    /** @param {string} version */
    swap(version) {
      const copy = join(installedCopy(name, version), name);
      if (places.size === 0) places.add(join(app, 'node_modules', name));
      for (const place of places) {
        putBack(place);
        mkdirSync(dirname(place), { recursive: true });
        if (existsSync(place)) {
          keepFor(place, name, version);
          renameSync(place, aside(place));
        }
        put(copy, place);
      }
    },
    putBack: () => [...places].forEach(putBack),
  };
}

/**
 * Puts a package where the app has it. One that is used beside others (its peers) takes those that the app has, so it
 * lies there itself; what it depends on, and peers that the app lacks, it brings along.
 */
function put(copy, place) {
  const { dependencies = {}, peerDependencies = {} } = JSON.parse(readFileSync(join(copy, 'package.json'), 'utf8'));
  const peers = Object.keys(peerDependencies);
  if (peers.length === 0) return symlinkSync(copy, place, 'dir');
  cpSync(copy, place, { recursive: true });
  const lacking = peers.filter((name) => !findAbove(place, name));
  for (const name of [...Object.keys(dependencies), ...lacking]) {
    const [from, to] = [findAbove(join(copy, 'package.json'), name), join(place, 'node_modules', name)];
    if (!from || existsSync(to)) continue;
    mkdirSync(dirname(to), { recursive: true });
    symlinkSync(from, to, 'dir');
  }
}

/** Where a module finds a package. @param {string} from @param {string} name @returns {string | undefined} */
function findAbove(from, name) {
  for (let up = dirname(from); up !== dirname(up); up = dirname(up)) {
    const place = join(up, 'node_modules', name);
    if (existsSync(place)) return place;
  }
  return undefined;
}

const aside = (place) => join(dirname(place), `.judge-${basename(place)}`);

function putBack(place) {
  if (!existsSync(aside(place))) return;
  rmSync(place, { force: true, recursive: true });
  renameSync(aside(place), place);
}

/** Packages that depend on another version keep what they have, as they would after an install. */
function keepFor(place, name, version) {
  const modules = place.slice(0, -name.length - 1);
  const packages = readdirSync(modules).flatMap((entry) => (entry.startsWith('@') ? readdirSync(join(modules, entry)).map((inner) => join(entry, inner)) : [entry]));
  for (const other of packages) {
    const manifest = join(modules, other, 'package.json');
    const own = join(modules, other, 'node_modules', name);
    // A linked package has its dependencies beside itself, elsewhere.
    if (!existsSync(manifest) || lstatSync(join(modules, other)).isSymbolicLink()) continue;
    const range = JSON.parse(readFileSync(manifest, 'utf8')).dependencies?.[name];
    if (range === undefined || takes(range, version) || existsSync(own)) continue;
    const kept = JSON.parse(readFileSync(join(place, 'package.json'), 'utf8')).version;
    mkdirSync(dirname(own), { recursive: true });
    rmSync(own, { force: true });
    symlinkSync(join(installedCopy(name, kept), name), own, 'dir');
  }
}

/** Whether a range takes a version, as far as majors tell. */
function takes(range, version) {
  const major = version.split('.')[0];
  return range.split('||').some((part) => /^[\^~=v\s]*(\d+)/.exec(part)?.[1] === major || /^\s*(\*|latest|>)/.test(part));
}

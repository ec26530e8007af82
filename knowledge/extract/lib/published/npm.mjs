// Published npm packages, through npm's own client.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDir, digest, fileName } from './cache.mjs';

/** How many packages npm fetches at a time. */
const BATCH = 25;

/** @param {string[]} args @param {string} [cwd] */
function npm(args, cwd) {
  return execFileSync('npm', [...args, '--json', '--loglevel=error'], { cwd, encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'inherit'] });
}

/** @param {string} name @returns {string[]} all published versions */
export function publishedVersions(name) {
  const found = JSON.parse(npm(['view', name, 'versions']));
  return Array.isArray(found) ? found : [found];
}

/** @typedef {{ version: string, integrity: string }} Locked */

/** @param {string} name @param {string} version @returns {Locked} */
export function publishedIntegrity(name, version) {
  const found = JSON.parse(npm(['view', `${name}@${version}`, 'dist.integrity']));
  return { version, integrity: Array.isArray(found) ? found[0] : found };
}

/** @param {string} name @param {Locked} locked */
const tarball = (name, { version, integrity }) => join(cacheDir(), 'tarballs', `${fileName(name)}@${version}-${digest(integrity)}.tgz`);

/** @param {string} name @param {Locked} locked */
const unpacked = (name, { version, integrity }) => join(cacheDir(), 'unpacked', `${fileName(name)}@${version}-${digest(integrity)}`);

/**
 * Fetches what is not in the cache yet. What does not have the locked integrity is refused.
 * @param {string} name @param {Locked[]} wanted
 */
export function fetchPackages(name, wanted) {
  const missing = wanted.filter((locked) => !existsSync(tarball(name, locked)));
  for (let i = 0; i < missing.length; i += BATCH) {
    const batch = missing.slice(i, i + BATCH);
    const dir = join(cacheDir(), 'tarballs', `.incoming-${process.pid}`);
    mkdirSync(dir, { recursive: true });
    const packed = JSON.parse(npm(['pack', '--ignore-scripts', '--pack-destination', dir, ...batch.map(({ version }) => `${name}@${version}`)], dir));
    const files = new Map((Array.isArray(packed) ? packed : Object.values(packed)).map((each) => [each.version, each.filename]));
    for (const locked of batch) {
      const file = join(dir, files.get(locked.version) ?? '');
      verify(name, locked, readFileSync(file));
      renameSync(file, tarball(name, locked));
    }
    rmSync(dir, { recursive: true });
  }
}

/** @param {string} name @param {Locked} locked @param {Buffer} bytes */
export function verify(name, { version, integrity }, bytes) {
  const [algorithm = '', expected] = integrity.split(/-(.*)/s);
  const found = createHash(algorithm).update(bytes).digest('base64');
  if (found !== expected) throw new Error(`${name}@${version}: integrity is ${algorithm}-${found}, the lock says ${integrity}`);
}

/**
 * The folder of an unpacked package.
 * @param {string} name @param {Locked} locked
 */
export function unpack(name, locked) {
  const dir = unpacked(name, locked);
  if (!existsSync(dir)) {
    const file = tarball(name, locked);
    verify(name, locked, readFileSync(file));
    const incoming = `${dir}.${process.pid}`;
    mkdirSync(incoming, { recursive: true });
    execFileSync('tar', ['-xzf', file, '-C', incoming, '--strip-components=1', '--no-same-owner']);
    renameSync(incoming, dir);
  }
  return dir;
}

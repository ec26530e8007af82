// Published packages: which versions there are, and their content, by npm's own client.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import semver from 'semver';

const cache = () => process.env.WORKOS_LSP_CACHE ?? join(homedir(), '.cache', 'workos-lsp');

function npm(args, cwd) {
  return execFileSync('npm', [...args, '--loglevel=error'], { encoding: 'utf8', cwd, maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'inherit'] });
}

/** All published versions of a package within a range, in SemVer order. @param {string} name @param {string} range */
export function publishedVersions(name, range) {
  const all = [JSON.parse(npm(['view', name, 'versions', '--json']))].flat();
  return all.filter((version) => semver.satisfies(version, range, { includePrerelease: true })).sort(semver.compare);
}

/** The integrity of a file as npm writes it. @param {string} file */
const integrityOf = (file) => `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`;

/**
 * A version, unpacked; the integrity of its tarball is checked where one is given.
 * @param {string} name @param {string} version @param {string | undefined} wanted
 * @returns {{ dir: string, integrity: string }}
 */
export function unpacked(name, version, wanted) {
  const flat = name.replace(/^@/, '').replaceAll('/', '-');
  const tarballs = join(cache(), 'tarballs');
  const tarball = join(tarballs, `${flat}-${version}.tgz`);
  if (!existsSync(tarball)) {
    mkdirSync(tarballs, { recursive: true });
    npm(['pack', '--silent', '--ignore-scripts', `${name}@${version}`], tarballs);
  }
  const integrity = integrityOf(tarball);
  if (wanted && wanted !== integrity) throw new Error(`${name}@${version}: the tarball has ${integrity}, the lock says ${wanted}`);
  const dir = join(cache(), 'unpacked', `${flat}-${version}`);
  if (!existsSync(dir)) {
    const fresh = `${dir}.part`;
    rmSync(fresh, { recursive: true, force: true });
    mkdirSync(fresh, { recursive: true });
    execFileSync('tar', ['xzf', tarball, '-C', fresh, '--strip-components=1']);
    renameSync(fresh, dir);
  }
  return { dir, integrity };
}

/** A folder for what is worth keeping between runs. @param {string} key */
export function intermediate(key) {
  const dir = join(cache(), 'surfaces');
  mkdirSync(dir, { recursive: true });
  return join(dir, `${key}.json`);
}

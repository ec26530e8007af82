// What a published version says, from the cache where the same extractor has read it before.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import semver from 'semver';
import { manifestOf, readVersion } from '../read/version.mjs';
import { digest, fileName, remembered } from './cache.mjs';
import { unpack } from './npm.mjs';

const EXTRACT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Everything that a reading depends on besides the package itself. */
const READER = digest(
  readFileSync(join(EXTRACT, 'package-lock.json'), 'utf8'),
  readFileSync(join(EXTRACT, 'lib', 'text.mjs'), 'utf8'),
  ...readdirSync(join(EXTRACT, 'lib', 'read'))
    .sort()
    .map((file) => readFileSync(join(EXTRACT, 'lib', 'read', file), 'utf8')),
);

/**
 * @param {string} name @param {import('./npm.mjs').Locked} locked
 * @param {Map<string, import('./npm.mjs').Locked[]>} [others] packages whose types it is made of, with what is locked of them
 */
export function readPublished(name, locked, others = new Map()) {
  const chosen = [...others].flatMap(([other, versions]) => {
    const range = manifestOf(unpack(name, locked)).dependencies?.[other];
    const fitting = versions.findLast(({ version }) => range !== undefined && semver.satisfies(version, range));
    return fitting ? [/** @type {const} */ ([other, fitting])] : [];
  });
  const key = `${fileName(name)}@${locked.version}-${digest(READER, locked.integrity, ...chosen.map(([, { integrity }]) => integrity))}`;
  return remembered('read', key, () => readVersion(unpack(name, locked), new Map(chosen.map(([other, version]) => [other, unpack(other, version)]))));
}

// Makes the timelines from the published packages. See README.md.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createTimeline } from './lib/merge/timeline.mjs';
import { writeTimeline } from './lib/merge/write.mjs';
import { readLock, updateLock } from './lib/published/lock.mjs';
import { fetchPackages } from './lib/published/npm.mjs';
import { readPublished } from './lib/published/read.mjs';
import { summary } from './lib/summary.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { update: { type: 'boolean' }, check: { type: 'boolean' }, stats: { type: 'boolean' } },
});

/** @type {{ npm: Record<string, import('./lib/published/lock.mjs').Range> }} */
const { npm: packages } = JSON.parse(readFileSync(join(HERE, 'packages.json'), 'utf8'));

for (const name of positionals.length > 0 ? positionals : Object.keys(packages)) {
  const range = packages[name];
  if (!range) throw new Error(`${name} is not in packages.json`);
  const folder = join(HERE, '..', 'npm', name);
  const lockFile = join(folder, 'versions.lock');
  if (options.update) {
    const added = updateLock(lockFile, name, range);
    console.log(`${name}: ${added.length === 0 ? 'no new versions' : `new: ${added.join(' ')}`}`);
  }
  const { versions } = readLock(lockFile);
  fetchPackages(name, versions);
  const others = new Map((range.types ?? []).map((other) => [other, readLock(join(HERE, '..', 'npm', other, 'versions.lock')).versions]));
  for (const [other, locked] of others) fetchPackages(other, locked);
  const apis = versions.map((locked) => readPublished(name, locked, others));
  const timeline = createTimeline(name, versions.map(({ version }) => version), apis);
  const text = writeTimeline(timeline);
  const file = join(folder, 'api.json');
  const same = existsSync(file) && readFileSync(file, 'utf8') === text;
  if (options.check && !same) {
    console.error(`${name}: api.json is not what the published packages say`);
    process.exitCode = 1;
  }
  if (!options.check) writeFileSync(file, text);
  console.log(`${name}: ${versions.length} versions, ${Object.keys(timeline.decls).length} declarations, ${Math.round(text.length / 1024)} KiB${same ? ', unchanged' : ''}`);
  if (options.stats) for (const [index, api] of apis.entries()) console.log(`${versions[index]?.version}\n${summary(api, range.client)}`);
}

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { verify } from '../lib/published/npm.mjs';
import { compareVersions, isPrerelease } from '../lib/published/semver.mjs';

test('versions are in SemVer order', () => {
  const order = ['7.0.0', '7.9.0', '7.10.0', '8.0.0-rc.2', '8.0.0-rc.9', '8.0.0-rc.10', '8.0.0-rc.10.1', '8.0.0-rc.a', '8.0.0', '8.0.1', '10.0.0'];
  assert.deepEqual([...order].reverse().sort(compareVersions), order);
  assert.deepEqual(order.filter(isPrerelease).length, 5);
});

test('a package that is not what was locked is refused', () => {
  const bytes = Buffer.from('package');
  const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
  verify('x', { version: '1.0.0', integrity }, bytes);
  assert.throws(() => verify('x', { version: '1.0.0', integrity }, Buffer.from('other')), /x@1\.0\.0: integrity is .* the lock says/);
});

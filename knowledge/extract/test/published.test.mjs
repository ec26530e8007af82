import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { verify } from '../lib/published/npm.mjs';

test('a package that is not what was locked is refused', () => {
  const bytes = Buffer.from('package');
  const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
  verify('x', { version: '1.0.0', integrity }, bytes);
  assert.throws(() => verify('x', { version: '1.0.0', integrity }, Buffer.from('other')), /x@1\.0\.0: integrity is .* the lock says/);
});

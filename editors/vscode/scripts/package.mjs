// One .vsix for one platform, with the server in it.
//   node scripts/package.mjs TARGET SERVER [OUT]      e.g. linux-x64 ../../target/release/workos-lsp
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVSIX } from '@vscode/vsce';

const [target, server, out = `dist/workos-lsp-${target}.vsix`] = process.argv.slice(2);
if (target === undefined || server === undefined) {
  console.error('node scripts/package.mjs TARGET SERVER [OUT]');
  process.exit(2);
}
const from = resolve(server);
const vsix = resolve(out);
const dir = fileURLToPath(new URL('..', import.meta.url));
process.chdir(dir);
await import('./build.mjs');

rmSync('server', { recursive: true, force: true });
mkdirSync('server');
const bundled = join('server', target.startsWith('win32') ? 'workos-lsp.exe' : 'workos-lsp');
copyFileSync(from, bundled);
chmodSync(bundled, 0o755);
// A server of this very machine is asked who it is: both parts of a package are of one version.
if (target === `${process.platform}-${process.arch}`) {
  const said = execFileSync(bundled, ['--version'], { encoding: 'utf8' }).trim();
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  if (said.split(' ').at(-1) !== version) throw new Error(`the extension is ${version}, the server says ${said}`);
}
const licences = ['MIT', 'APACHE'].map((name) => readFileSync(join('../..', `LICENSE-${name}`), 'utf8'));
writeFileSync('LICENSE', `MIT OR Apache-2.0, at your option.\n\n${licences.join('\n\n')}`);
mkdirSync(join(vsix, '..'), { recursive: true });
await createVSIX({ target, packagePath: vsix, dependencies: false, preRelease: false });

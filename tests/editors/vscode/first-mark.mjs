// Opens a folder in a workbench whose extensions are there already, and waits for the first mark in src/plain.js: an error,
// as no type checker looks there.
//   node first-mark.mjs INSTALLED HOME FOLDER
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Workbench, family, until } from './workbench.mjs';

const [installed, home, folder] = process.argv.slice(2);
writeFileSync(join(folder, 'src/plain.js'), "import { WorkOS } from '@workos-inc/node';\nconst workos = new WorkOS('key');\nexport const enrol = () => workos.mfa.enrollFactor({ type: 'totp' });\n");
const bench = await Workbench.start({ installed, work: home, out: home });
process.on('exit', () => {
  for (const pid of family(bench.server.pid)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended.
    }
  }
});
await bench.folder(folder);
await bench.page.locator('.monaco-list-row[aria-label*="src"]').first().click();
await until('the file is open', async () => {
  await bench.key('Escape', 'Control+p');
  await bench.page.locator('.quick-input-widget:visible input').first().waitFor();
  await bench.page.keyboard.insertText('plain.js');
  await bench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'plain.js' }).first().waitFor({ timeout: 10_000 });
  await bench.key('Enter');
  await bench.page.locator('.tab.active', { hasText: 'plain.js' }).waitFor({ timeout: 10_000 });
  return true;
});
const marks = await until('a mark', async () => {
  const all = await bench.underlined('error');
  return all.length > 0 ? all : false;
});
if (marks.join() !== 'mfa') throw new Error(`marked: ${marks}`);
await bench.stop();

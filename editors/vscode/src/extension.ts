// Starts the server where a WorkOS SDK is in use, and nothing anywhere else.
import { Uri, WorkspaceEdit, commands, extensions, window, workspace, type ExtensionContext, type LogOutputChannel } from 'vscode';
import { LanguageClient, State, type ClientCapabilities, type LanguageClientOptions, type StaticFeature } from 'vscode-languageclient/node';
import { findServer, type Found } from './binary';
import { CHECKER_SETTINGS, checkers } from './checkers';
import { Pages } from './explain';
import { Lenses } from './lens';
import { usesWorkOS, watchManifests } from './project';
import * as protocol from './protocol';
import { chosen } from './settings';
import { Status, difference, type About } from './status';
import { Trace } from './trace';
import { UpgradeList, aimFor, open } from './upgrade';

const LANGUAGES = ['typescript', 'typescriptreact', 'javascript', 'javascriptreact'];
/** Manifests, variables and what names a version of Node. */
const OTHERS = ['**/package.json', '**/.env*', '**/{.nvmrc,.node-version}', '**/{Dockerfile,Dockerfile.*,*.Dockerfile}', '**/.github/workflows/*.{yml,yaml}'];

let running: LanguageClient | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  const output = window.createOutputChannel('WorkOS', { log: true });
  const trace = new Trace(window.createOutputChannel('WorkOS Trace', { log: true }));
  const session = new Session(context, output, trace);
  context.subscriptions.push(output, trace, session.status, session.lenses, session.list, session.pages);
  const command = (id: string, run: (...args: unknown[]) => unknown): void => {
    context.subscriptions.push(commands.registerCommand(id, run));
  };
  command('workos.showOutput', () => output.show(true));
  command('workos.showVersions', () => session.status.pick());
  command('workos.restart', () => session.restart());
  command('workos.previewUpgrade', (name, version) => session.previewUpgrade(name, version));
  command('workos.refreshUpgrade', () => session.previewUpgrade(session.list.aim?.package, session.list.aim?.version));
  command('workos.closeUpgrade', () => session.list.close());
  command('workos.nextPlace', () => session.list.step(1));
  command('workos.previousPlace', () => session.list.step(-1));
  command('workos.openPlace', (place) => open(place as Parameters<typeof open>[0]));
  command('workos.fixFile', () => session.fix('file'));
  command('workos.fixWorkspace', () => session.fix('workspace'));
  command('workos.explain', () => session.explain());

  const manifests = watchManifests();
  const look = (): void => void session.startIfUsed();
  context.subscriptions.push(
    manifests,
    manifests.onDidCreate(look),
    manifests.onDidChange(look),
    workspace.onDidChangeWorkspaceFolders(look),
    extensions.onDidChange(() => session.restartIfCheckersChanged()),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('workos.server')) void session.restart();
      else if (CHECKER_SETTINGS.some((key) => change.affectsConfiguration(key))) void session.restartIfCheckersChanged();
    }),
  );
  await session.startIfUsed();
}

export async function deactivate(): Promise<void> {
  await running?.stop();
}

class Session {
  readonly status = new Status();
  readonly lenses = new Lenses();
  readonly list = new UpgradeList();
  readonly pages = new Pages();
  #found: Found | undefined;
  #checkers = '';
  /** One start or stop at a time. */
  #turn: Promise<void> = Promise.resolve();

  constructor(readonly context: ExtensionContext, readonly output: LogOutputChannel, readonly trace: Trace) {}

  startIfUsed(): Promise<void> {
    return this.#next(async () => {
      if (running === undefined && await usesWorkOS()) await this.#start();
    });
  }

  restart(): Promise<void> {
    return this.#next(async () => {
      await this.#stop();
      if (await usesWorkOS()) await this.#start();
      else this.output.info('No manifest or lockfile here names a WorkOS SDK: there is nothing to do.');
    });
  }

  async restartIfCheckersChanged(): Promise<void> {
    if (running !== undefined && checkers().join() !== this.#checkers) await this.restart();
  }

  #next(step: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(step).catch((error: unknown) => this.output.error(String(error)));
    return this.#turn;
  }

  async #start(): Promise<void> {
    const setting = workspace.getConfiguration('workos').get<string>('server.path') ?? '';
    const found = findServer(setting, this.context.extensionPath, process.env);
    if (!('path' in found)) {
      this.output.error(`There is no server. Looked for:\n${found.looked.map((place) => `  ${place}`).join('\n')}\nInstall workos-lsp, or name it in the setting workos.server.path.`);
      this.status.trouble(['The server workos-lsp was not found. Looked for:', ...found.looked, 'Name it in the setting workos.server.path.']);
      return;
    }
    this.#found = found;
    const running_ = checkers();
    this.#checkers = running_.join();
    const options: LanguageClientOptions = {
      documentSelector: [
        ...LANGUAGES.map((language) => ({ scheme: 'file', language })),
        ...OTHERS.map((pattern) => ({ scheme: 'file', pattern })),
      ],
      outputChannel: this.output,
      traceOutputChannel: this.trace.channel,
      // Settings are asked for: what came with the start could not be taken out again.
      initializationOptions: { checkers: running_ },
      middleware: {
        workspace: {
          configuration: (params) => params.items.map(({ section }) => (section === 'workos' ? chosen() : null)),
        },
      },
    };
    const run = { command: found.path, args: ['server'] };
    const client = new LanguageClient('workos', 'WorkOS', { run, debug: run }, options);
    client.registerFeature(new WantsVersions());
    client.onNotification(protocol.versionsChanged, () => this.#refresh());
    client.onDidChangeState(({ newState }) => {
      void commands.executeCommand('setContext', 'workos.running', newState === State.Running);
      if (newState === State.Running) void this.#refresh();
    });
    this.output.info(`Starting ${found.path} (from ${found.from}); type checkers: ${running_.join(', ') || 'none'}`);
    try {
      running = client;
      await client.start();
    } catch (error) {
      running = undefined;
      this.status.trouble([`The server ${found.path} (from ${found.from}) did not start: ${String(error)}`]);
      throw error;
    }
    const different = difference(this.#about(found));
    if (different !== undefined) this.output.warn(different);
    this.lenses.from({
      versions: async () => (await client.sendRequest(protocol.versions)).packages,
      upgrades: () => client.sendRequest(protocol.upgrades),
    });
  }

  async #stop(): Promise<void> {
    const client = running;
    running = undefined;
    this.lenses.from(undefined);
    this.status.hide();
    await commands.executeCommand('setContext', 'workos.running', false);
    if (client === undefined) return;
    try {
      await client.dispose();
    } catch (error) {
      this.output.warn(`The server did not end in order: ${String(error)}`);
    }
  }

  #about(found: Found): About {
    const version = this.context.extension.packageJSON as { version: string };
    return { extension: version.version, server: running?.initializeResult?.serverInfo?.version, ...found };
  }

  async #refresh(): Promise<void> {
    const client = running;
    if (client === undefined || this.#found === undefined) return;
    try {
      const { packages } = await client.sendRequest(protocol.versions);
      if (client !== running) return;
      this.status.versions(packages, this.#about(this.#found));
      this.lenses.refresh();
    } catch (error) {
      // A server of another version may not know the question.
      this.status.versions([], this.#about(this.#found));
      this.output.warn(`The server does not say which versions there are: ${String(error)}`);
    }
  }

  #client(): LanguageClient | undefined {
    if (running?.state === State.Running) return running;
    void window.showWarningMessage('The WorkOS server is not running here.');
    return undefined;
  }

  async previewUpgrade(name?: unknown, version?: unknown): Promise<void> {
    const client = this.#client();
    if (client === undefined) return;
    const { packages } = await client.sendRequest(protocol.versions);
    const aim = await aimFor(packages, name, version);
    if (aim === undefined) return;
    const upgrade = await client.sendRequest(protocol.upgrade, { to: { [aim.package]: aim.version } });
    for (const problem of upgrade.problems) this.output.warn(problem);
    const installed = packages.find((it) => it.package === aim.package)?.installed ?? '?';
    await this.list.show(aim, installed, upgrade);
  }

  async fix(where: 'file' | 'workspace'): Promise<void> {
    const client = this.#client();
    const editor = window.activeTextEditor;
    if (client === undefined || (where === 'file' && editor === undefined)) return;
    const uri = where === 'file' && editor !== undefined ? { uri: client.code2ProtocolConverter.asUri(editor.document.uri) } : {};
    const answer = await client.sendRequest(protocol.fix, uri);
    const edit = answer === null ? undefined : await client.protocol2CodeConverter.asWorkspaceEdit(answer);
    if (edit === undefined || edit.size === 0) {
      void window.setStatusBarMessage(`WorkOS: nothing in this ${where} has a safe fix`, 5000);
      return;
    }
    if (where === 'file') {
      await workspace.applyEdit(edit);
      return;
    }
    await workspace.applyEdit(toConfirm(edit), { isRefactoring: true });
  }

  async explain(): Promise<void> {
    const client = this.#client();
    const editor = window.activeTextEditor;
    if (client === undefined || editor === undefined) return;
    const at = client.code2ProtocolConverter.asTextDocumentPositionParams(editor.document, editor.selection.active);
    const page = await client.sendRequest(protocol.explain, at);
    if (page === null) {
      void window.setStatusBarMessage('WorkOS: nothing is known of what stands at the cursor', 5000);
      return;
    }
    await this.pages.show(page.title, page.markdown);
  }
}

/** The same edit, for people to look through before it is made. */
function toConfirm(edit: WorkspaceEdit): WorkspaceEdit {
  const shown = new WorkspaceEdit();
  const metadata = { needsConfirmation: false, label: 'Safe fixes', description: 'the same call with the same arguments and result' };
  for (const [uri, edits] of edit.entries()) {
    shown.set(uri, edits.map((one) => [one, metadata] as [typeof one, typeof metadata]));
  }
  // What asks for confirmation opens the preview, but stands there without its tick. So one that does nothing, and is not
  // shown, asks for all; what there is to do is ticked, as when one renames.
  const [first] = edit.entries();
  if (first !== undefined) {
    const nothing = Uri.joinPath(first[0], `../.workos-lsp-${Date.now()}`);
    shown.deleteFile(nothing, { ignoreIfNotExists: true }, { ...metadata, needsConfirmation: true });
  }
  return shown;
}

/** Says at the start that we like to hear when versions change. */
class WantsVersions implements StaticFeature {
  fillClientCapabilities(capabilities: ClientCapabilities): void {
    capabilities.experimental = { ...(capabilities.experimental as object | undefined), workosVersions: true };
  }
  initialize(): void {}
  getState(): { kind: 'static' } {
    return { kind: 'static' };
  }
  clear(): void {}
}

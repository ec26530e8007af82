// What stands in the status bar, and what a click on it tells: versions, where each was read from, what is newest.
import { MarkdownString, StatusBarAlignment, ThemeColor, Uri, commands, window, workspace, type Disposable, type QuickPickItem, type StatusBarItem } from 'vscode';
import type { InUse } from './protocol';

export interface About {
  extension: string;
  /** What the server says it is; `undefined` before it has spoken. */
  server: string | undefined;
  path: string;
  from: string;
}

export class Status implements Disposable {
  readonly #item: StatusBarItem;
  #packages: InUse[] = [];
  #about: About | undefined;
  #trouble: string[] | undefined;
  readonly #following: Disposable;

  constructor() {
    this.#item = window.createStatusBarItem('workos.versions', StatusBarAlignment.Left, 0);
    this.#item.name = 'WorkOS versions';
    this.#item.command = 'workos.showVersions';
    this.#following = window.onDidChangeActiveTextEditor(() => this.#draw());
  }

  dispose(): void {
    this.#following.dispose();
    this.#item.dispose();
  }

  versions(packages: InUse[], about: About): void {
    this.#packages = packages;
    this.#about = about;
    this.#trouble = undefined;
    this.#draw();
  }

  /** There is no server: why, line by line. */
  trouble(lines: string[]): void {
    this.#trouble = lines;
    this.#draw();
  }

  hide(): void {
    this.#packages = [];
    this.#about = undefined;
    this.#trouble = undefined;
    this.#draw();
  }

  /** The packages that the file in front of one sees; all of them where there is none. */
  #here(): InUse[] {
    const file = window.activeTextEditor?.document.uri;
    if (file?.scheme !== 'file') return this.#packages;
    const nearest = new Map<string, InUse>();
    for (const it of this.#packages) {
      const folder = it.manifest === null ? undefined : Uri.joinPath(Uri.parse(it.manifest), '..').path;
      if (folder === undefined || !file.path.startsWith(folder.endsWith('/') ? folder : `${folder}/`)) continue;
      const known = nearest.get(it.package);
      if (known?.manifest == null || folder.length >= Uri.joinPath(Uri.parse(known.manifest), '..').path.length) nearest.set(it.package, it);
    }
    return nearest.size > 0 ? [...nearest.values()] : this.#packages;
  }

  #draw(): void {
    if (this.#trouble !== undefined) {
      this.#item.text = '$(warning) WorkOS: no server';
      this.#item.tooltip = this.#trouble.join('\n');
      this.#item.backgroundColor = new ThemeColor('statusBarItem.warningBackground');
      this.#item.show();
      return;
    }
    if (this.#about === undefined) {
      this.#item.hide();
      return;
    }
    const shown = [...new Set(this.#here().map((it) => `${short(it.package)} ${it.installed ?? it.range}`))];
    const different = difference(this.#about);
    const disagrees = this.#here().some((it) => it.lockfile !== null);
    this.#item.backgroundColor = undefined;
    this.#item.text = `${different !== undefined || disagrees ? '$(warning) ' : ''}WorkOS ${shown.join(' · ')}`.trimEnd();
    const tooltip = new MarkdownString();
    for (const it of this.#here()) {
      tooltip.appendMarkdown(`\`${it.package}\` **${it.installed ?? it.range}** ${told(it)}  \n`);
    }
    if (different !== undefined) tooltip.appendMarkdown(`\n${different}`);
    this.#item.tooltip = tooltip;
    this.#item.show();
  }

  async pick(): Promise<void> {
    type Item = QuickPickItem & { open?: Uri; run?: string };
    const items: Item[] = [];
    if (this.#trouble !== undefined) {
      items.push(
        ...this.#trouble.map((label) => ({ label })),
        { label: '$(gear) Set workos.server.path', run: 'settings' },
        { label: '$(output) Show output', run: 'workos.showOutput' },
      );
    } else {
      for (const it of this.#packages) {
        items.push({
          label: `${it.package} ${it.installed ?? it.range}`,
          description: told(it),
          detail: [
            it.source === null ? undefined : `read from ${workspace.asRelativePath(Uri.parse(it.source))}`,
            it.lockfile === null ? undefined : `the lockfile says ${it.lockfile}: run install`,
            it.manifest === null ? undefined : `${workspace.asRelativePath(Uri.parse(it.manifest))} asks for ${it.range}`,
          ].filter((part) => part !== undefined).join(' · '),
          ...(it.manifest === null ? {} : { open: Uri.parse(it.manifest) }),
        });
      }
      if (items.length === 0) items.push({ label: 'No covered WorkOS package is in use here' });
      items.push({ label: '$(list-tree) Preview an upgrade…', run: 'workos.previewUpgrade' });
      if (this.#about !== undefined) {
        items.push({
          label: '$(output) Show output',
          description: difference(this.#about) ?? `workos-lsp ${this.#about.server ?? '?'}, from ${this.#about.from}`,
          run: 'workos.showOutput',
        });
      }
    }
    const picked = await window.showQuickPick(items, { title: 'WorkOS SDKs in this workspace', matchOnDetail: true });
    if (picked?.run === 'settings') await commands.executeCommand('workbench.action.openSettings', 'workos.server.path');
    else if (picked?.run !== undefined) await commands.executeCommand(picked.run);
    else if (picked?.open !== undefined) await window.showTextDocument(picked.open);
  }
}

/** `@workos-inc/authkit-nextjs` is `nextjs` where there is little room. */
export function short(name: string): string {
  return name.replace(/^@workos-inc\//, '').replace(/^authkit-/, '');
}

/** What is to be said where extension and server are not of one version. */
export function difference(about: About): string | undefined {
  if (about.server === undefined || about.server === about.extension) return undefined;
  return `The extension is ${about.extension}, the server (${about.path}, from ${about.from}) is ${about.server}: use the same version of both.`;
}

function told(it: InUse): string {
  const from: Record<string, string> = { node_modules: 'installed', lockfile: 'by the lockfile', range: 'by the range alone', assumed: 'assumed' };
  const newest = it.newest === null ? '' : it.newest === it.installed ? ', the newest' : `, newest ${it.newest}`;
  const target = it.target === null || it.target === it.newest ? '' : `, target ${it.target}`;
  return `${from[it.provenance] ?? it.provenance.replaceAll('_', ' ')}${newest}${target}`;
}

// The upgrade as a list to walk: files, and in them the places that break. Nothing is changed.
import { DiagnosticSeverity, EventEmitter, Range, Selection, TextEditorRevealType, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, Uri, commands, window, workspace, type Disposable, type TreeDataProvider, type TreeView } from 'vscode';
import type { Diagnostic } from 'vscode-languageclient/node';
import { count } from './lens';
import type { InUse, Upgrade } from './protocol';

export interface Aim {
  package: string;
  version: string;
}

interface FileNode {
  kind: 'file';
  uri: Uri;
  places: PlaceNode[];
}

interface PlaceNode {
  kind: 'place';
  file: FileNode;
  diagnostic: Diagnostic;
}

type Node = FileNode | PlaceNode;

export class UpgradeList implements TreeDataProvider<Node>, Disposable {
  readonly #changed = new EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #view: TreeView<Node>;
  #files: FileNode[] = [];
  #at = -1;
  aim: Aim | undefined;

  constructor() {
    this.#view = window.createTreeView<Node>('workos.upgrade', { treeDataProvider: this, showCollapseAll: false });
  }

  dispose(): void {
    this.#view.dispose();
    this.#changed.dispose();
  }

  async show(aim: Aim, from: string, upgrade: Upgrade): Promise<void> {
    this.aim = aim;
    this.#at = -1;
    this.#files = upgrade.files.map(({ uri, diagnostics }) => {
      const file: FileNode = { kind: 'file', uri: Uri.parse(uri), places: [] };
      file.places = diagnostics.map((diagnostic) => ({ kind: 'place', file, diagnostic }));
      return file;
    });
    const places = this.#places();
    this.#view.badge = { value: places.length, tooltip: `${count(places.length, 'place')} on the way to ${aim.package} ${aim.version}` };
    this.#view.message = places.length === 0
      ? `Checked ${count(upgrade.checked, 'file')}: nothing breaks on the way from ${aim.package} ${from} to ${aim.version}.`
      : `${count(places.length, 'place')} in ${count(this.#files.length, 'file')} on the way from ${aim.package} ${from} to ${aim.version}. Nothing has been changed.`;
    await commands.executeCommand('setContext', 'workos.upgradeShown', true);
    this.#changed.fire();
    await commands.executeCommand('workos.upgrade.focus');
    if (places[0] !== undefined) await this.#view.reveal(places[0], { select: false, expand: true });
  }

  async close(): Promise<void> {
    this.aim = undefined;
    this.#files = [];
    this.#changed.fire();
    await commands.executeCommand('setContext', 'workos.upgradeShown', false);
  }

  /** Goes to the next place, or the one before. */
  async step(by: 1 | -1): Promise<void> {
    const places = this.#places();
    if (places.length === 0) return;
    const selected = this.#view.selection[0];
    const at = selected?.kind === 'place' ? places.indexOf(selected) : this.#at;
    this.#at = at < 0 && by < 0 ? places.length - 1 : (at + by + places.length) % places.length;
    const place = places[this.#at];
    if (place === undefined) return;
    await this.#view.reveal(place, { select: true, focus: false });
    await open(place);
  }

  #places(): PlaceNode[] {
    return this.#files.flatMap((file) => file.places);
  }

  getChildren(node?: Node): Node[] {
    if (node === undefined) return this.#files;
    return node.kind === 'file' ? node.places : [];
  }

  getParent(node: Node): Node | undefined {
    return node.kind === 'place' ? node.file : undefined;
  }

  getTreeItem(node: Node): TreeItem {
    if (node.kind === 'file') {
      const item = new TreeItem(node.uri, TreeItemCollapsibleState.Expanded);
      item.description = `${workspace.asRelativePath(Uri.joinPath(node.uri, '..'))} · ${node.places.length}`;
      item.iconPath = ThemeIcon.File;
      return item;
    }
    const { diagnostic } = node;
    const item = new TreeItem(`${diagnostic.range.start.line + 1}: ${plain(diagnostic.message)}`);
    item.tooltip = plain(diagnostic.message);
    item.description = diagnostic.code === undefined ? '' : String(diagnostic.code);
    item.iconPath = icon(diagnostic);
    item.command = { title: 'Open', command: 'workos.openPlace', arguments: [node] };
    return item;
  }
}

export async function open(place: PlaceNode): Promise<void> {
  const { start, end } = place.diagnostic.range;
  const range = new Range(start.line, start.character, end.line, end.character);
  const editor = await window.showTextDocument(place.file.uri, { preview: true, preserveFocus: true });
  editor.selection = new Selection(range.start, range.end);
  editor.revealRange(range, TextEditorRevealType.InCenterIfOutsideViewport);
}

/** Asks where to go; `undefined` if nowhere. */
export async function aimFor(packages: InUse[], name?: unknown, version?: unknown): Promise<Aim | undefined> {
  const byName = new Map(packages.map((it) => [it.package, it]));
  let chosen = typeof name === 'string' ? byName.get(name) : undefined;
  if (chosen === undefined) {
    const items = [...byName.values()].map((it) => ({ label: it.package, description: it.installed ?? it.range, it }));
    const only = items.length === 1 ? items[0] : undefined;
    if (items.length === 0) {
      void window.showInformationMessage('No covered WorkOS package is in use in this workspace.');
      return undefined;
    }
    chosen = (only ?? await window.showQuickPick(items, { title: 'Preview an upgrade: which package?' }))?.it;
  }
  if (chosen === undefined) return undefined;
  const { package: package_, installed } = chosen;
  if (typeof version === 'string') return { package: package_, version };
  const other = 'Another version…';
  const items = [...chosen.ways].reverse().map((label, index) => ({ label, description: index === 0 ? 'the newest' : `the newest ${label.split('.')[0]}` }));
  const picked = await window.showQuickPick([...items, { label: other, description: '' }], { title: `Preview an upgrade of ${package_} ${installed ?? ''}: to which version?` });
  if (picked === undefined) return undefined;
  if (picked.label !== other) return { package: package_, version: picked.label };
  const typed = await window.showInputBox({
    title: `${package_}: to which version?`,
    placeHolder: chosen.newest ?? '',
    validateInput: (text) => (/^\d+\.\d+\.\d+/.test(text) ? undefined : 'A whole version, for example 9.0.0'),
  });
  return typed === undefined ? undefined : { package: package_, version: typed };
}

/** A tree shows text as it is. */
function plain(message: Diagnostic['message']): string {
  const text = typeof message === 'string' ? message : message.value;
  return text.replaceAll('`', '');
}

function icon(diagnostic: Diagnostic): ThemeIcon {
  const severity = (diagnostic.severity ?? 1) - 1;
  if (severity === DiagnosticSeverity.Error) return new ThemeIcon('error', new ThemeColor('list.errorForeground'));
  if (severity === DiagnosticSeverity.Warning) return new ThemeIcon('warning', new ThemeColor('list.warningForeground'));
  return new ThemeIcon('circle-small-filled');
}

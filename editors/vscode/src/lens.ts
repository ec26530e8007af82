// Above each WorkOS dependency of a package.json: what is installed, and what each upgrade would break here.
import { CodeLens, EventEmitter, Range, languages, type CodeLensProvider, type Disposable, type TextDocument, type Uri } from 'vscode';
import type { InUse, Ways } from './protocol';

export interface Source {
  versions(): Promise<InUse[]>;
  upgrades(): Promise<Ways[]>;
}

class WayLens extends CodeLens {
  constructor(range: Range, readonly uri: Uri, readonly of: InUse, readonly version: string) {
    super(range);
  }
}

export class Lenses implements CodeLensProvider<CodeLens>, Disposable {
  readonly #changed = new EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changed.event;
  readonly #registered: Disposable;
  #source: Source | undefined;
  /** One survey for all lenses, until something changes. */
  #upgrades: Promise<Ways[]> | undefined;

  constructor() {
    this.#registered = languages.registerCodeLensProvider({ scheme: 'file', pattern: '**/package.json' }, this);
  }

  dispose(): void {
    this.#registered.dispose();
    this.#changed.dispose();
  }

  from(source: Source | undefined): void {
    this.#source = source;
    this.refresh();
  }

  refresh(): void {
    this.#upgrades = undefined;
    this.#changed.fire();
  }

  async provideCodeLenses(document: TextDocument): Promise<CodeLens[]> {
    if (this.#source === undefined) return [];
    const own = (await this.#source.versions()).filter((it) => it.manifest === document.uri.toString() && it.at !== null);
    return own.flatMap((it) => {
      const line = it.at?.start.line ?? 0;
      const range = new Range(line, 0, line, 0);
      const installed = it.installed ?? `no version, ${it.range}`;
      const head = new CodeLens(range, {
        title: it.ways.length === 0 ? `${installed}, the newest` : installed,
        tooltip: 'Where it was read from, and what is newest',
        command: 'workos.showVersions',
      });
      return [head, ...it.ways.map((version) => new WayLens(range, document.uri, it, version))];
    });
  }

  async resolveCodeLens(lens: CodeLens): Promise<CodeLens> {
    if (!(lens instanceof WayLens) || this.#source === undefined) return lens;
    this.#upgrades ??= this.#source.upgrades();
    const all = await this.#upgrades;
    const ways = all.find((it) => it.package === lens.of.package && it.manifest === lens.uri.toString());
    const way = ways?.ways.find((it) => it.version === lens.version);
    const number = way === undefined ? '?' : way.places === 0 ? 'nothing breaks' : count(way.places, 'place');
    lens.command = {
      title: `${lens.version}: ${number}`,
      tooltip: way === undefined || way.places === 0 ? 'Preview this upgrade' : `${count(way.places, 'place')} in ${count(way.files, 'file')} break or change on the way to ${lens.version}: list them`,
      command: 'workos.previewUpgrade',
      arguments: [lens.of.package, lens.version],
    };
    return lens;
  }
}

export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

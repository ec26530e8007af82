// What there is to read on a change, as a page beside the code.
import { EventEmitter, Uri, commands, workspace, type Disposable, type TextDocumentContentProvider } from 'vscode';

const SCHEME = 'workos-explain';

export class Pages implements TextDocumentContentProvider, Disposable {
  readonly #pages = new Map<string, string>();
  readonly #changed = new EventEmitter<Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #registered = workspace.registerTextDocumentContentProvider(SCHEME, this);

  dispose(): void {
    this.#registered.dispose();
    this.#changed.dispose();
  }

  async show(title: string, markdown: string): Promise<void> {
    const uri = Uri.from({ scheme: SCHEME, path: `/${title}.md` });
    this.#pages.set(uri.toString(), markdown);
    this.#changed.fire(uri);
    await commands.executeCommand('markdown.showPreviewToSide', uri);
  }

  provideTextDocumentContent(uri: Uri): string {
    return this.#pages.get(uri.toString()) ?? '';
  }
}

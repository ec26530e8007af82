// What the server answers besides the protocol (server/src/lsp/survey.rs).
import { NotificationType, RequestType, RequestType0, type Diagnostic, type Range, type TextDocumentPositionParams, type WorkspaceEdit } from 'vscode-languageclient/node';

export interface InUse {
  package: string;
  manifest: string | null;
  at: Range | null;
  range: string;
  installed: string | null;
  provenance: string;
  source: string | null;
  lockfile: string | null;
  newest: string | null;
  target: string | null;
  ways: string[];
}

export interface Ways {
  package: string;
  manifest: string | null;
  ways: { version: string; places: number; files: number }[];
}

export interface Upgrade {
  files: { uri: string; diagnostics: Diagnostic[] }[];
  checked: number;
  problems: string[];
}

export const versions = new RequestType0<{ packages: InUse[] }, void>('workos/versions');
export const upgrade = new RequestType<{ to: Record<string, string> }, Upgrade, void>('workos/upgrade');
export const upgrades = new RequestType0<Ways[], void>('workos/upgrades');
export const fix = new RequestType<{ uri?: string }, WorkspaceEdit | null, void>('workos/fix');
export const explain = new RequestType<TextDocumentPositionParams, { title: string; markdown: string } | null, void>('workos/explain');
export const versionsChanged = new NotificationType<null>('workos/versionsChanged');

// Everything that one published version says about its API.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCode } from './code.mjs';
import { readDeclaration } from './declaration.mjs';
import { entries } from './entries.mjs';
import { createHttp } from './http.mjs';
import { createNames } from './names.mjs';
import { createProgram } from './program.mjs';

/**
 * @typedef {object} VersionApi
 * @property {Record<string, string>} engines
 * @property {Record<string, string>} peers
 * @property {Record<string, Record<string, string>>} entries entry -> exported name -> identity of its declaration
 * @property {Record<string, import('./declaration.mjs').Declaration>} decls by identity
 */

/**
 * @param {string} root the unpacked package
 * @returns {VersionApi}
 */
export function readVersion(root) {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const found = entries(root, manifest);
  const program = createProgram([...found.values()].map((entry) => entry.types));
  const names = createNames(program, root);
  const http = createHttp(readCode(root, [...found.values()].flatMap((entry) => entry.code ?? [])));

  /** @type {VersionApi['entries']} */
  const exported = {};
  for (const [name, { types }] of found) {
    const file = program.getSourceFile(types);
    const module = file && names.checker.getSymbolAtLocation(file);
    if (module) exported[name] = readExports(names, module);
  }
  /** @type {VersionApi['decls']} */
  const decls = {};
  for (const [id, symbol] of names.known) decls[id] = readDeclaration(names, id, symbol, http); // grows while it is walked
  return { engines: manifest.engines ?? {}, peers: manifest.peerDependencies ?? {}, entries: exported, decls };
}

/** @param {import('./names.mjs').Names} names @param {import('typescript').Symbol} module */
function readExports(names, module) {
  /** @type {Record<string, string>} */
  const exports = {};
  for (const symbol of names.checker.getExportsOfModule(module)) {
    const meaning = names.meaningOf(symbol);
    if (meaning.kind === 'own') exports[symbol.name] = names.idOf(meaning.symbol);
  }
  return exports;
}

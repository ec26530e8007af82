// Everything that one published version says about its API.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCode } from './code.mjs';
import { readContracts } from './contracts.mjs';
import { readDeclaration } from './declaration.mjs';
import { entries } from './entries.mjs';
import { createHttp } from './http.mjs';
import { writeNamed } from './named.mjs';
import { createNames } from './names.mjs';
import { createProgram } from './program.mjs';
import { readSides } from './sides.mjs';

/**
 * @typedef {object} VersionApi
 * @property {Record<string, string>} engines
 * @property {Record<string, string>} peers
 * @property {Record<string, Record<string, string>>} entries entry -> exported name -> identity of its declaration
 * @property {Record<string, import('./declaration.mjs').Declaration>} decls by identity
 * @property {import('./contracts.mjs').Contracts & import('./sides.mjs').Sides} contracts
 */

/**
 * @param {string} root the unpacked package
 * @param {Map<string, string>} [others] unpacked packages whose types this one is made of, by name
 * @returns {VersionApi}
 */
export function readVersion(root, others = new Map()) {
  const manifest = manifestOf(root);
  const found = entries(root, manifest);
  const beside = new Map([...others].flatMap(([name, folder]) => {
    const types = entries(folder, manifestOf(folder)).get('.')?.types;
    return types ? [[name, types]] : [];
  }));
  const program = createProgram([...found.values()].map((entry) => entry.types), beside);
  const names = createNames(program, root, beside);
  const code = readCode(root, [...found.values()].flatMap((entry) => entry.code ?? []));
  const http = createHttp(code);

  /** @type {VersionApi['decls']} */
  const decls = {};
  /** @type {VersionApi['entries']} */
  const exported = {};
  for (const [name, { types }] of found) {
    const file = program.getSourceFile(types);
    const module = file && names.checker.getSymbolAtLocation(file);
    if (module) exported[name] = readExports(names, module, decls);
  }
  for (const [id, symbol] of names.known) decls[id] = readDeclaration(names, id, symbol, http); // grows while it is walked
  return { engines: manifest.engines ?? {}, peers: manifest.peerDependencies ?? {}, entries: exported, decls, contracts: { ...readContracts(code), ...readSides(code, Object.keys(exported['.'] ?? {})) } };
}

/** @param {string} root */
export const manifestOf = (root) => JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/**
 * What an entry exports. What it hands on from another package is declared by the name that it has there.
 * @param {import('./names.mjs').Names} names @param {import('typescript').Symbol} module @param {VersionApi['decls']} decls
 */
function readExports(names, module, decls) {
  /** @type {Record<string, string>} */
  const exports = {};
  for (const symbol of names.checker.getExportsOfModule(module)) {
    const meaning = names.meaningOf(symbol);
    if (meaning.kind === 'own') exports[symbol.name] = names.idOf(meaning.symbol);
    if (meaning.kind !== 'foreign' || !names.isReexport(symbol)) continue;
    const [name, path] = [meaning.name, meaning.package];
    const id = `${path}#${name}`;
    decls[id] = { name, path, kind: 'reexport', params: [], extends: [], members: {}, statics: {}, type: { t: writeNamed(names, meaning, []) ?? 'unknown' } };
    exports[symbol.name] = id;
  }
  return exports;
}

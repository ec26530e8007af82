// What a name in a declaration file denotes.

import { dirname } from 'node:path';
import ts from 'typescript';
import { bundledPackage, plainName, sourcePath } from './origin.mjs';
import { isLibrary } from './program.mjs';

/**
 * @typedef {{ kind: 'param', name: string, ofDeclaration: boolean }
 *   | { kind: 'own', symbol: ts.Symbol }
 *   | { kind: 'foreign', package: string, name: string, symbol?: ts.Symbol }
 *   | { kind: 'unknown' }} Meaning
 */

/** Stands for a package where the name is the platform's own (`Date`, `Response`): no package can have this name. */
export const PLATFORM = 'globalThis';

/**
 * @param {ts.Program} program @param {string} root the unpacked package
 * @param {Map<string, string>} [beside] declaration files of other packages that the program has, by name
 */
export function createNames(program, root, beside = new Map()) {
  const checker = program.getTypeChecker();

  /** What packages beside this one export, by name. @type {Map<string, Map<ts.Symbol, string>>} */
  const exportedBeside = new Map([...beside].map(([name, file]) => {
    const source = program.getSourceFile(file);
    const module = source && checker.getSymbolAtLocation(source);
    return [name, new Map((module ? checker.getExportsOfModule(module) : []).map((each) => [resolved(each), each.name]))];
  }));

  /** @param {ts.Symbol} symbol */
  function resolved(symbol) {
    return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  }

  /** The package beside this one that a file belongs to. @param {string} file */
  const packageBeside = (file) => [...beside].find(([, types]) => file.startsWith(`${dirname(types)}/`))?.[0];

  /** Whether a symbol belongs to a package beside this one that does not let it be named. @param {ts.Symbol | undefined} symbol */
  function isHidden(symbol) {
    const name = symbol && packageBeside(place(symbol)?.getSourceFile().fileName ?? '');
    return symbol !== undefined && name !== undefined && !exportedBeside.get(name)?.has(symbol);
  }

  /** Whether an export is handed on from a package that is installed beside this one, not bundled into it. @param {ts.Symbol} symbol */
  function isReexport(symbol) {
    const node = place(resolved(symbol));
    return imported(symbol) !== undefined && (!node || packageBeside(node.getSourceFile().fileName) !== undefined);
  }

  /** The first declaration that is not in a merged-in place. @param {ts.Symbol} symbol */
  const place = (symbol) => symbol.declarations?.[0];

  /** Whether a type parameter is a class's, an interface's or an alias's, not a method's. @param {ts.Symbol} symbol */
  function isOfDeclaration(symbol) {
    const owner = place(symbol)?.parent;
    return owner !== undefined && (ts.isClassLike(owner) || ts.isInterfaceDeclaration(owner) || ts.isTypeAliasDeclaration(owner));
  }

  /** Source path of a symbol. @param {ts.Symbol} symbol */
  function pathOf(symbol) {
    const node = place(symbol);
    return node ? sourcePath(node.getSourceFile(), node.getStart(), root) : '';
  }

  /** What was referred to, by identity. @type {Map<string, ts.Symbol>} */
  const known = new Map();

  /** The identity of a declaration of this package within a version. @param {ts.Symbol} symbol */
  function idOf(symbol) {
    const id = `${pathOf(symbol)}#${ownName(symbol)}`;
    if (!known.has(id)) known.set(id, symbol);
    return id;
  }

  /** @param {ts.Symbol} symbol */
  function ownName(symbol) {
    const name = symbol.escapedName === 'default' ? pathOf(symbol).split('/').at(-1) ?? 'default' : String(symbol.escapedName);
    return plainName(name.startsWith('"') ? pathOf(symbol).split('/').at(-1) ?? name : name);
  }

  /** @param {ts.Symbol} symbol @returns {Meaning} */
  function meaningOf(symbol) {
    const target = resolved(symbol);
    if (target.flags & ts.SymbolFlags.TypeParameter) return { kind: 'param', name: target.name, ofDeclaration: isOfDeclaration(target) };
    const node = place(target);
    if (!node) return imported(symbol) ?? { kind: 'unknown' };
    const file = node.getSourceFile();
    if (isLibrary(program, file)) return { kind: 'foreign', package: PLATFORM, name: target.name, symbol: target };
    const installed = packageBeside(file.fileName);
    if (installed) {
      const name = exportedBeside.get(installed)?.get(target);
      return name === undefined ? { kind: 'unknown' } : { kind: 'foreign', package: installed, name, symbol: target };
    }
    const foreign = bundledPackage(file.fileName.startsWith(root) ? pathOf(target) : file.fileName);
    if (foreign) return { kind: 'foreign', package: foreign, name: imported(symbol)?.name ?? plainName(target.name), symbol: target };
    return { kind: 'own', symbol: target };
  }

  /**
   * A name that leads to a package which is not installed: what its import says.
   * @param {ts.Symbol} symbol @returns {{ kind: 'foreign', package: string, name: string } | undefined}
   */
  function imported(symbol) {
    for (const node of symbol.declarations ?? []) {
      if (ts.isImportSpecifier(node) || ts.isExportSpecifier(node)) {
        const from = ts.isImportSpecifier(node) ? node.parent.parent.parent.moduleSpecifier : node.parent.parent.moduleSpecifier;
        if (from && ts.isStringLiteral(from)) return external(from.text, (node.propertyName ?? node.name).text);
      }
      if (ts.isImportClause(node) && ts.isStringLiteral(node.parent.moduleSpecifier)) return external(node.parent.moduleSpecifier.text, 'default');
    }
    return undefined;
  }

  /** @param {string} specifier @param {string} name @returns {{ kind: 'foreign', package: string, name: string } | undefined} */
  function external(specifier, name) {
    return specifier.startsWith('.') ? undefined : { kind: 'foreign', package: specifier, name };
  }

  /** The meaning of a name where it is written. @param {ts.EntityName | ts.Expression} name @returns {Meaning} */
  function meaningAt(name) {
    const symbol = checker.getSymbolAtLocation(name);
    if (symbol && (place(resolved(symbol)) || imported(symbol))) return meaningOf(symbol);
    if (ts.isQualifiedName(name) || ts.isPropertyAccessExpression(name)) {
      const [left, right] = ts.isQualifiedName(name) ? [name.left, name.right] : [name.expression, name.name];
      const from = namespaceModule(left);
      return (from === undefined ? undefined : external(from, right.text)) ?? { kind: 'foreign', package: PLATFORM, name: right.text };
    }
    return ts.isIdentifier(name) ? { kind: 'foreign', package: PLATFORM, name: name.text } : { kind: 'unknown' };
  }

  /** The module of `import * as left`. @param {ts.Node} left */
  function namespaceModule(left) {
    const node = checker.getSymbolAtLocation(left)?.declarations?.[0];
    if (!node || !ts.isNamespaceImport(node)) return undefined;
    const from = node.parent.parent.moduleSpecifier;
    return ts.isStringLiteral(from) ? from.text : undefined;
  }

  return { checker, known, resolved, pathOf, idOf, ownName, meaningOf, meaningAt, isHidden, isReexport };
}

/** @typedef {ReturnType<typeof createNames>} Names */

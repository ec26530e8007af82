// Which findings stand on a name that the installed declarations mark as deprecated.

import { join } from 'node:path';

import { programs, ts } from './compile.mjs';

/**
 * The findings whose place the compiler marks as deprecated, with what is installed.
 * @param {string} app @param {string[]} configs @param {object[]} findings
 */
export function marks(app, configs, findings) {
  const marked = new Set();
  if (findings.length === 0) return marked;
  for (const program of programs(app, configs)) {
    const checker = program.getTypeChecker();
    for (const finding of findings) {
      const file = program.getSourceFile(join(app, finding.path));
      if (!file) continue;
      const start = file.getPositionOfLineAndCharacter(finding.start.line - 1, finding.start.column - 1);
      if (isMarked(checker, nodeAt(file, start))) marked.add(finding);
    }
  }
  return marked;
}

function nodeAt(file, position) {
  const find = (node) => ts.forEachChild(node, (child) => (child.getStart() <= position && position < child.getEnd() ? find(child) : undefined)) ?? node;
  return find(file);
}

function isMarked(checker, node) {
  let symbol = checker.getSymbolAtLocation(node);
  if (symbol && symbol.flags & ts.SymbolFlags.Alias) symbol = checker.getAliasedSymbol(symbol);
  const contextual = ts.isObjectLiteralExpression(node.parent?.parent ?? node) ? checker.getContextualType(node.parent.parent)?.getProperty(node.text) : undefined;
  const declarations = [symbol, contextual].flatMap((one) => one?.declarations ?? []);
  return declarations.some((declaration) => ts.getJSDocDeprecatedTag(declaration) !== undefined);
}

// What the TypeScript compiler says of an app: its errors by position, and which of them follow from another.

import { createRequire } from 'node:module';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

import { foldersWith } from './app.mjs';

export const ts = createRequire(new URL('../../knowledge/extract/package.json', import.meta.url))('typescript');

/**
 * The errors of an app with what is installed, over all its configurations.
 * @param {string} app @param {string[]} configs paths; empty: every `tsconfig.json` and what it refers to
 * @param {string} name the package: only files from which imports lead to it are looked at
 */
export function errors(app, configs, name) {
  const found = new Map();
  for (const program of programs(app, configs)) {
    for (const file of reaching(program, app, name)) {
      const here = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map((d) => describe(app, file, d));
      for (const error of here) found.set(keyOf(error), found.get(keyOf(error)) ?? error);
    }
  }
  return [...found.values()].sort((a, b) => a.path.localeCompare(b.path) || a.start - b.start);
}

/**
 * What the compiler strikes through because the package's declarations mark it: suggestions, no errors.
 * @param {string} app @param {string[]} configs @param {string} name the package
 */
export function deprecations(app, configs, name) {
  const found = new Map();
  const isOfPackage = (d) => d.relatedInformation?.some(({ file }) => file?.fileName.includes(`/node_modules/${name}/`));
  for (const program of programs(app, configs)) {
    const checker = program.getTypeChecker();
    for (const file of reaching(program, app, name)) {
      const marked = checker.getSuggestionDiagnostics(file).filter((d) => d.reportsDeprecated && isOfPackage(d));
      for (const mark of marked.map((d) => describe(app, file, d))) found.set(keyOf(mark), mark);
    }
  }
  return [...found.values()].sort((a, b) => a.path.localeCompare(b.path) || a.start - b.start);
}

const keyOf = (e) => `${e.path}:${e.start}:${e.code}:${e.message}`;

/** The app's files whose imports lead to a package, and those that declare something everywhere. */
function reaching(program, app, name) {
  const own = program.getSourceFiles().filter((file) => file.fileName.startsWith(app) && !file.fileName.includes('/node_modules/'));
  const importers = new Map();
  const waiting = [];
  for (const file of own) {
    for (const specifier of file.imports) {
      const to = program.getResolvedModuleFromModuleSpecifier(specifier, file)?.resolvedModule?.resolvedFileName;
      if (specifier.text === name || specifier.text.startsWith(`${name}/`)) waiting.push(file);
      else if (to) importers.set(to, [...(importers.get(to) ?? []), file]);
    }
    // `import('…').WorkOS` in a type, a global: found by name.
    if (!file.externalModuleIndicator || file.text.includes(`import('${name}`)) waiting.push(file);
  }
  const reached = new Set(waiting);
  for (let file = waiting.pop(); file; file = waiting.pop()) {
    for (const importer of importers.get(file.fileName) ?? []) {
      if (!reached.has(importer)) reached.add(importer), waiting.push(importer);
    }
  }
  return own.filter((file) => reached.has(file));
}

function describe(app, file, d) {
  const place = (at) => file.getLineAndCharacterOfPosition(at);
  return {
    path: relative(app, file.fileName).split(sep).join('/'),
    start: d.start,
    line: place(d.start).line + 1,
    column: place(d.start).character + 1,
    code: d.code,
    message: ts.flattenDiagnosticMessageText(d.messageText, ' ').replace(/\s+/g, ' ').slice(0, 300),
    within: within(file, d.start),
  };
}

/** One program for each configuration. @param {string} app @param {string[]} configs */
export function* programs(app, configs) {
  const waiting = configs.length ? configs.map((path) => join(app, path)) : foldersWith(app, 'tsconfig.json').map((folder) => join(folder, 'tsconfig.json'));
  const seen = new Set();
  for (let config = waiting.shift(); config !== undefined; config = waiting.shift()) {
    if (seen.has(config) || !existsSync(config)) continue;
    seen.add(config);
    const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic() {} };
    const parsed = ts.getParsedCommandLineOfConfigFile(config, {}, host);
    if (!parsed) continue;
    for (const reference of parsed.projectReferences ?? []) waiting.push(ts.resolveProjectReferencePath(reference));
    if (parsed.fileNames.length) yield program(config, parsed.fileNames, options(app, dirname(config), parsed.options));
  }
  if (seen.size === 0) {
    const files = ts.sys.readDirectory(app, ['.ts', '.tsx'], ['node_modules']);
    yield ts.createProgram(files, { noEmit: true, strict: true, skipLibCheck: true, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, types: ['*'] });
  }
}

const parsedFiles = new Map();

/** A program; files that are the same as in the last one of the same configuration are not read again. */
function program(config, files, options) {
  const known = parsedFiles.get(config) ?? parsedFiles.set(config, new Map()).get(config);
  const host = ts.createCompilerHost(options, true);
  const read = host.getSourceFile;
  host.getSourceFile = (path, ...rest) => {
    const before = known.get(path);
    // A package that was swapped lies in the same place.
    if (before && before.text === ts.sys.readFile(path)) return before;
    const file = read(path, ...rest);
    if (file) known.set(path, file);
    return file;
  };
  return ts.createProgram(files, options, host);
}

/** The configuration as the app's own compiler reads it: version 6 took other defaults. */
function options(app, folder, given) {
  const before6 = Number.parseInt(compilerOf(app, folder), 10) < 6;
  const defaults = before6 ? { strict: false, types: ['*'], esModuleInterop: false } : {};
  return { ...defaults, ...given, noEmit: true, skipLibCheck: true, incremental: false, composite: false, tsBuildInfoFile: undefined, ignoreDeprecations: '6.0' };
}

function compilerOf(app, folder) {
  for (let up = folder; up.startsWith(app); up = dirname(up)) {
    const manifest = join(up, 'node_modules', 'typescript', 'package.json');
    if (existsSync(manifest)) return JSON.parse(readFileSync(manifest, 'utf8')).version;
  }
  return ts.version;
}

/**
 * What an error stands in, innermost first: expressions up to their statement, and the calls whose callback it is in.
 * The callback's own statements in between are left out.
 */
function within(file, position) {
  const path = [];
  const descend = (node) => {
    path.push(node);
    ts.forEachChild(node, (child) => child.getFullStart() <= position && position < child.getEnd() ? descend(child) || true : undefined);
  };
  descend(file);
  const spans = [];
  let callback = false;
  for (let at = path.length - 1; at > 0; at -= 1) {
    const node = path[at];
    const isFunction = ts.isArrowFunction(node) || ts.isFunctionExpression(node);
    if (isFunction && ts.isCallExpression(node.parent)) {
      callback = true;
      spans.push({ callback: [node.getStart(), node.getEnd()], call: [node.parent.getStart(), node.parent.getEnd()] });
    } else if (ts.isFunctionLike(node)) break;
    if (!callback && ts.isStatement(node)) spans.push({ statement: [node.getStart(), node.getEnd()] }), (callback = true);
    if (spans.length > 8) break;
  }
  return { spans, root: rootName(path), declares: declared(path) };
}

/** The name that a chain of members and calls around the position starts with. */
function rootName(path) {
  let call = path.findLast((node) => ts.isCallExpression(node) || ts.isPropertyAccessExpression(node));
  const argument = path.findLast((node) => (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) && ts.isCallExpression(node.parent));
  let node = argument?.parent ?? call;
  while (node && (ts.isCallExpression(node) || ts.isPropertyAccessExpression(node) || ts.isNonNullExpression(node) || ts.isAwaitExpression(node) || ts.isParenthesizedExpression(node))) node = node.expression;
  return node && ts.isIdentifier(node) ? node.text : undefined;
}

function declared(path) {
  const declaration = path.findLast((node) => ts.isVariableDeclaration(node));
  if (!declaration) return [];
  const names = [];
  const collect = (name) => (ts.isIdentifier(name) ? names.push(name.text) : name.elements.forEach((e) => e.name && collect(e.name)));
  collect(declaration.name);
  return names;
}

const IMPLICIT_ANY = new Set([7005, 7006, 7018, 7019, 7022, 7031, 7034, 7053, 2571, 18046]);

/** An error is no longer where the app says that it expects one: what is refused elsewhere in the file took its type. */
const NOT_EXPECTED = 2578;

/**
 * Groups errors: a value without a type is one with the error in the same expression, or outside the callback, that it
 * follows from; and so it is where what the callback is given to comes from a refused declaration.
 * @returns {{ error: object, follow: object[] }[]}
 */
export function causes(list) {
  const groups = [];
  for (const error of list) {
    const group = groups.find(({ error: first, follow }) => [first, ...follow].some((other) => other.path === error.path && follows(error, other)));
    if (group) group.follow.push(error);
    else groups.push({ error, follow: [] });
  }
  return groups;
}

function follows(error, first) {
  if (error.code === NOT_EXPECTED) return true;
  if (!IMPLICIT_ANY.has(error.code)) return false;
  const inside = ([start, end]) => start <= first.start && first.start < end;
  const same = error.within.spans.some((span) => (span.statement ? isSimple(span, error, first) && inside(span.statement) : inside(span.call) && !inside(span.callback)));
  return same || (error.within.root !== undefined && first.start < error.start && first.within.declares.includes(error.within.root));
}

/** One statement for both: a statement with blocks of its own is not one expression. */
function isSimple(span, error, first) {
  return first.within.spans[0]?.statement?.[0] === span.statement[0] && error.within.spans[0]?.statement?.[0] === span.statement[0];
}

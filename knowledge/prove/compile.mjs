// One run of the TypeScript compiler over the modules of a folder, against one installed version.

import { createRequire } from 'node:module';
import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/** The compiler is the one that the extractor pins. */
const ts = createRequire(new URL('../extract/package.json', import.meta.url))('typescript');

/** Codes of the suggestions by which the compiler marks what is deprecated. */
const DEPRECATED = new Set([6385, 6386, 6387, 6388, 6389, 6390, 6391]);

/**
 * @param {string} dir @param {string[]} files @param {string} name @param {string} nodeModules
 * @returns {Map<string, { errors: Mark[], deprecated: Mark[] }>} by file; lines and columns from 1, UTF-16
 * @typedef {{ start: number[], end: number[], code: number, message: string }} Mark
 */
export function compile(dir, files, name, nodeModules) {
  const link = join(dir, 'node_modules');
  rmSync(link, { force: true, recursive: true });
  symlinkSync(nodeModules, link);
  const options = {
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    // As a bundler resolves (`next/server` without an ending), with `import x = require()` and `import` side by side.
    module: ts.ModuleKind.Preserve,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    jsx: ts.JsxEmit.ReactJSX,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ['node'],
    typeRoots: [join(nodeModules, '@types')],
  };
  const roots = files.map((file) => join(dir, file));
  const servicesHost = {
    getScriptFileNames: () => roots,
    getScriptVersion: () => '1',
    getScriptSnapshot: (path) => {
      const text = ts.sys.readFile(path);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => dir,
    getCompilationSettings: () => options,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    readDirectory: ts.sys.readDirectory,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
    realpath: ts.sys.realpath,
  };
  const service = ts.createLanguageService(servicesHost, ts.createDocumentRegistry());
  const program = service.getProgram();
  const mark = (diagnostic) => {
    const source = diagnostic.file;
    const at = (offset) => {
      const { line, character } = source.getLineAndCharacterOfPosition(offset);
      return [line + 1, character + 1];
    };
    return {
      start: at(diagnostic.start),
      end: at(diagnostic.start + diagnostic.length),
      code: diagnostic.code,
      message: ts.flattenDiagnosticMessageText(diagnostic.messageText, ' '),
    };
  };
  const results = new Map();
  files.forEach((file, index) => {
    const path = roots[index];
    const source = program.getSourceFile(path);
    const errors = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(mark);
    const deprecated = service.getSuggestionDiagnostics(path).filter((d) => DEPRECATED.has(d.code)).map(mark);
    results.set(file, { errors, deprecated });
  });
  service.dispose();
  return results;
}

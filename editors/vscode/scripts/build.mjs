// One file of JavaScript, and the schema that settings are checked with.
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';
import { copySchema } from './settings.mjs';

copySchema();
await build({
  absWorkingDir: fileURLToPath(new URL('..', import.meta.url)),
  entryPoints: ['src/extension.ts'],
  outfile: 'dist/extension.js',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  external: ['vscode'],
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
});

// Prints the n-th fenced block of a language of a Markdown file, prompts of a console taken off.
//   node readme.mjs FILE LANGUAGE [N]
import { readFileSync } from 'node:fs';

const [file, language, nth = '1'] = process.argv.slice(2);
const blocks = [...readFileSync(file, 'utf8').matchAll(/^```(\w+)\n(.*?)^```$/gms)].filter((match) => match[1] === language);
const block = blocks[Number(nth) - 1];
if (block === undefined) throw new Error(`${file} has no block ${nth} of ${language}`);
process.stdout.write(language === 'console' ? block[2].split('\n').filter((line) => line.startsWith('$ ')).map((line) => `${line.slice(2)}\n`).join('') : block[2]);

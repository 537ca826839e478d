// RP601: an endpoint id that the signed-in account does not have. Endpoints that were made anew have new ids; requests
// to the old one are answered with 404, or wait for ever. Silent when the account is not known.
import type { SourceText } from '../../project/source';
import { defineRule, type FileEdits, type Fix } from '../rule';

const mentions: readonly RegExp[] = [
  /\bapi\.runpod\.(?:ai|io)\/v2\/([a-z0-9]{12,16})(?=[/"'\s]|$)/g,
  /\b(?:Asyncio)?Endpoint\(\s*["']([a-z0-9]{12,16})["']/g,
  /^[ \t]*(?:export[ \t]+)?\w*ENDPOINT(?:_ID)?[ \t]*=[ \t]*["']?([a-z0-9]{12,16})["']?[ \t]*(?:#.*)?$/gm,
];

export const deadEndpoint = defineRule({
  code: 'RP601',
  name: 'dead-endpoint',
  severity: 'warning',
  title: 'An endpoint id that the signed-in account does not have',
  fixable: true,
  check({ worker, endpoints }, report) {
    if (!endpoints) return;
    for (const source of worker.sources) {
      for (const match of mentions.flatMap(pattern => [...source.text.matchAll(pattern)])) {
        const id = match[1] ?? '';
        // Ids are letters and digits mixed; a word such as "transcription" is none.
        if (endpoints.has(id) || !/\d/.test(id) || !/[a-z]/.test(id)) continue;
        const start = match.index + match[0].indexOf(id);
        const span = { start, end: start + id.length };
        report({
          path: source.path,
          range: source.rangeOf(span),
          message: `The signed-in account has no endpoint ${id}. An endpoint that was made anew has another id.`,
          fixes: [...endpoints].slice(0, mostOffered).map(endpoint => replaceEverywhere(id, endpoint, worker.sources)),
        });
      }
    }
  },
});

/** More endpoints than this make a menu that nobody reads. */
const mostOffered = 6;

/** The old id is wrong wherever it stands, also where no pattern recognises it. Never preferred: people choose. */
function replaceEverywhere(old: string, [id, name]: readonly [string, string], sources: readonly SourceText[]): Fix {
  const edits = sources.flatMap(source => editsIn(source, old, id));
  const where = edits.length > 1 ? ` in ${edits.length} files` : '';
  const what = name === '' || name === id ? id : `${name} (${id})`;
  return { title: `Replace ${old} with ${what}${where}`, edits, preferred: false, group: `${old} → ${id}` };
}

function editsIn(source: SourceText, old: string, id: string): FileEdits[] {
  const found = [...source.text.matchAll(new RegExp(`(?<![\\w-])${old}(?![\\w-])`, 'g'))];
  if (found.length === 0) return [];
  const edits = found.map(({ index }) => ({ range: source.rangeOf({ start: index, end: index + old.length }), newText: id }));
  return [{ path: source.path, edits }];
}

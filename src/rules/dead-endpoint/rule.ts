// RP601: an endpoint id that the signed-in account does not have. Endpoints that were made anew have new ids; requests
// to the old one are answered with 404, or wait for ever. Silent when the account is not known.
import type { SourceText } from '../../project/source';
import { defineRule, type Fix } from '../rule';
import { replaceId } from './replaceId';

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
  check({ worker, endpoints, successorsOf }, report) {
    if (!endpoints) return;
    for (const source of worker.sources) {
      for (const match of mentions.flatMap(pattern => [...source.text.matchAll(pattern)])) {
        const id = match[1] ?? '';
        // Ids are letters and digits mixed; a word such as "transcription" is none.
        if (endpoints.has(id) || !/\d/.test(id) || !/[a-z]/.test(id)) continue;
        const start = match.index + match[0].indexOf(id);
        const span = { start, end: start + id.length };
        const likely = successorsOf(id).filter(each => endpoints.has(each));
        const offered = [...new Set([...likely, ...endpoints.keys()])].slice(0, mostOffered);
        report({
          path: source.path,
          range: source.rangeOf(span),
          message: `The signed-in account has no endpoint ${id}. ${guess(likely[0], endpoints)}`,
          fixes: offered.map(next =>
            replaceEverywhere(id, [next, endpoints.get(next) ?? ''], worker.sources),
          ),
        });
      }
    }
  },
});

/** More endpoints than this make a menu that nobody reads. */
const mostOffered = 6;

function guess(successor: string | undefined, endpoints: ReadonlyMap<string, string>): string {
  if (successor === undefined) return 'An endpoint that was made anew has another id.';
  return `${endpoints.get(successor)} (${successor}) is likely its successor.`;
}

/** The old id is wrong wherever it stands, also where no pattern recognises it. Never preferred: people choose. */
function replaceEverywhere(
  old: string,
  [id, name]: readonly [string, string],
  sources: readonly SourceText[],
): Fix {
  const edits = replaceId(sources, old, id);
  const where = edits.length > 1 ? ` in ${edits.length} files` : '';
  const what = name === '' || name === id ? id : `${name} (${id})`;
  return { title: `Replace ${old} with ${what}${where}`, edits, preferred: false, group: `${old} → ${id}` };
}

// RP601: an endpoint id that the signed-in account does not have. Endpoints that were made anew have new ids; requests
// to the old one are answered with 404, or wait for ever. Silent when the account is not known.
import { replaceFix } from '../edits';
import { defineRule } from '../rule';

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
    const [only, more] = endpoints;
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
          fixes: only && !more ? [{ ...replaceFix(`Use ${only}`, source, [{ ...span, newText: only }]), preferred: false }] : [],
        });
      }
    }
  },
});

// RP207: a result that JSON cannot hold. The SDK logs an error, posts nothing, and the job hangs until its timeout.
import type { ProgramFile } from '../../project/program';
import { callOf } from '../../python/calls';
import type { Node } from '../../python/node';
import { qualifiedName } from '../../python/qualify';
import { stringValue } from '../../python/strings';
import { replaceFix, sourceOf } from '../edits';
import { returnsOf, settled } from '../handlerReturns';
import { defineRule } from '../rule';

export const outputNotJson = defineRule({
  code: 'RP207',
  name: 'output-not-json',
  severity: 'error',
  title: 'The handler returns something that JSON cannot hold',
  fixable: true,
  check({ entries }, report) {
    for (const entry of entries) {
      for (const { file, value } of returnsOf(entry)) {
        for (const part of parts(settled(file, value))) {
          const found = kindOf(file, settled(file, part));
          if (!found) continue;
          const fixed = found.fix?.(part.text);
          report({
            path: file.path,
            range: part.range,
            message: `This is ${found.what}, which JSON cannot hold: the SDK drops the result with an error in the log, and the job hangs until its timeout.`,
            fixes: fixed
              ? [
                  replaceFix(found.title ?? 'Encode it', sourceOf(file), [
                    { start: part.start, end: part.end, newText: fixed },
                  ]),
                ]
              : [],
          });
        }
      }
    }
  },
});

/** The value itself, or what stands in its dictionaries and lists. */
function parts(node: Node): Node[] {
  if (node.type === 'dictionary')
    return node.parts.flatMap(pair => (pair.type === 'pair' ? parts(pair.child('value') ?? pair) : []));
  if (node.is('list', 'tuple')) return node.parts.flatMap(parts);
  return [node];
}

interface Kind {
  readonly what: string;
  readonly title?: string;
  readonly fix?: (text: string) => string;
}

const bytes: Kind = { what: 'bytes' };
const byName: readonly (readonly [RegExp, Kind])[] = [
  [
    /^base64\.(b64encode|urlsafe_b64encode|standard_b64encode)$/,
    { what: 'bytes', title: 'Decode it to a string', fix: text => `${text}.decode("ascii")` },
  ],
  [
    /^datetime(\.datetime|\.date)?\.(now|utcnow|today|fromtimestamp)$/,
    { what: 'a datetime', title: 'Write it as ISO 8601', fix: text => `${text}.isoformat()` },
  ],
  [/^uuid\.uuid[14]$/, { what: 'a UUID', title: 'Write it as a string', fix: text => `str(${text})` }],
  [/^(set|frozenset)$/, { what: 'a set', title: 'Make it a list', fix: text => `list(${text})` }],
  [/^(bytes|bytearray)$/, bytes],
  [
    /^pathlib\.(Path|PosixPath)$/,
    { what: 'a Path', title: 'Write it as a string', fix: text => `str(${text})` },
  ],
  [/^(numpy|np)\.(array|asarray|zeros|ones|concatenate|stack|mean|sum|argmax)$/, { what: 'a numpy value' }],
  [/^torch\.(tensor|zeros|ones|stack|cat|argmax|softmax|from_numpy)$/, { what: 'a tensor' }],
  [/^PIL\.Image\.(open|new|fromarray)$/, { what: 'a PIL image' }],
  [/^io\.BytesIO$/, { what: 'a BytesIO' }],
  [/^decimal\.Decimal$/, { what: 'a Decimal', title: 'Make it a float', fix: text => `float(${text})` }],
];

function kindOf(file: ProgramFile, node: Node): Kind | undefined {
  if (node.type === 'set' || node.type === 'set_comprehension')
    return { what: 'a set', title: 'Make it a list', fix: text => `list(${text})` };
  if (node.type === 'string' && /^[a-zA-Z]*b/i.test(node.text.split(/["']/, 1)[0] ?? '')) return bytes;
  const call = callOf(node);
  if (!call) return undefined;
  const name = qualifiedName(file.module, call.callee);
  const known = byName.find(([pattern]) => pattern.test(name ?? ''))?.[1];
  return known ?? (readsBytes(file, call.callee) ? bytes : undefined);
}

/** `open(path, "rb").read()`, `buffer.getvalue()` of a BytesIO, `path.read_bytes()`, `json.dumps(…).encode()`. */
function readsBytes(file: ProgramFile, callee: Node): boolean {
  if (callee.type !== 'attribute') return false;
  const method = callee.child('attribute')?.text ?? '';
  if (method === 'read_bytes') return true;
  const object = callee.child('object');
  const made = object && callOf(settled(file, object));
  const name = made ? qualifiedName(file.module, made.callee) : undefined;
  if (method === 'getvalue') return name === 'io.BytesIO';
  if (method === 'read')
    return name === 'open' && /b/.test(stringValue(made?.args[1] ?? made?.keywords.get('mode')) ?? '');
  return method === 'encode' && (/^(str|json\.dumps)$/.test(name ?? '') || object?.type === 'string');
}

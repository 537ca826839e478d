// There and back again, with everything in a text that an edit could lose: each trait alone, and the text comes back.
import { describe, expect, it } from 'vitest';
import { switchText } from '../../support/loading';
import { testPython } from '../../support/python';

const python = await testPython();
const plain = `import runpod
import torch
from transformers import pipeline

print("loading")
pipe = pipeline("text-generation")
pipe.model.eval()


def handler(job):
    if job:
        return pipe(job["input"]["text"])
    return None


runpod.serverless.start({"handler": handler})
`;

const traits: [name: string, make: (text: string) => string, kept: RegExp][] = [
  ['CRLF', text => text.replaceAll('\n', '\r\n'), /^(?:[^\r\n]*\r\n)+$/],
  ['tabs', text => text.replaceAll('    ', '\t'), /^(?! )(?:[^\n]*\n(?! ))+$/],
  ['a BOM', text => `\uFEFF${text}`, /^\uFEFF/],
  ['non-ASCII', text => text.replace('loading', 'lädt … 模型 🚀'), /lädt … 模型 🚀/],
  ['no final newline', text => text.trimEnd(), /\)$/],
  [
    'a decorator',
    text => text.replace('def handler', '@torch.inference_mode()\ndef handler'),
    /^@torch\.inference_mode\(\)\ndef handler/m,
  ],
  [
    'comments between moved lines',
    text => text.replace('pipe.model', '# as the paper says\n\n# (see §3)\npipe.model'),
    /# as the paper says\n\s*\n\s+# \(see §3\)/,
  ],
];

describe('round trips', () => {
  it.each(traits)('keep %s', (_, make, kept) => {
    const text = make(plain);
    const lazy = switchText(text, 'lazy', python);
    expect(lazy.plan.kind).toBe('edits');
    expect(lazy.text).not.toBe(text);
    expect(lazy.text).toMatch(kept);
    expect(switchText(lazy.text, 'warm', python).text).toBe(text);
  });
});

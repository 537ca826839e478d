// What a text may have that an edit could lose, each on a plain worker of either strategy.

/** Loads before start(). */
const warm = `import runpod
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

/** Loads in the first job. */
const lazy = `import runpod
import torch
from transformers import pipeline

pipe = None


def load_model():
    global pipe
    if pipe is None:
        print("loading")
        found = pipeline("text-generation")
        found.model.eval()
        pipe = found


def handler(job):
    load_model()
    if job:
        return pipe(job["input"]["text"])
    return None


runpod.serverless.start({"handler": handler})
`;

export const plainWorkers = { warm, lazy };

export interface Trait {
  readonly name: string;
  readonly make: (text: string) => string;
  /** Holds of the text as long as the trait does. */
  readonly kept: RegExp;
}

const described: [name: string, make: Trait['make'], kept: RegExp][] = [
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
    text => text.replace(/^( *)(?=\w+\.model\.)/m, '$1# as the paper says\n\n$1# (see §3)\n$1'),
    /# as the paper says\n\s*\n\s+# \(see §3\)/,
  ],
];

export const traits: readonly Trait[] = described.map(([name, make, kept]) => ({ name, make, kept }));

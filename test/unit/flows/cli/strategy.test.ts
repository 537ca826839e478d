// `strategy` and `switch` as scripts meet them: what is printed, what is written, and what is refused untouched.
import { describe, expect, it } from 'vitest';
import { invoke } from '../../../support/cliIo';

const warm = `import runpod
from rapidocr import RapidOCR

MODEL = RapidOCR()


def handler(job):
    return {"text": str(MODEL(job["input"]["image"]))}


runpod.serverless.start({"handler": handler})
`;
const keyed = `import runpod
from transformers import pipeline

MODELS = {}


def handler(job):
    name = job["input"]["model"]
    if name not in MODELS:
        MODELS[name] = pipeline(model=name)
    return MODELS[name](job["input"]["text"])


runpod.serverless.start({"handler": handler})
`;

describe('strategy', () => {
  it('prints the JSON of the contract', async () => {
    const { code, out } = await invoke(['strategy', 'handler.py', '--json'], { '/w/handler.py': warm });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject([
      {
        path: 'handler.py',
        strategy: 'warm',
        shape: expect.stringMatching(/^W/),
        loads: [{ range: { start: { line: 3, character: expect.any(Number) } }, how: expect.any(String) }],
        switchable: { warm: true, lazy: true },
      },
    ]);
  });

  it('tells a file that is not there', async () => {
    expect((await invoke(['strategy', 'gone.py'])).code).toBe(4);
  });
});

describe('switch', () => {
  it('prints the new source and leaves the file alone', async () => {
    const { code, out, files } = await invoke(['switch', '--to', 'lazy', 'handler.py'], {
      '/w/handler.py': warm,
    });
    expect(code).toBe(0);
    expect(out).toContain('MODEL = None');
    expect(files.get('/w/handler.py')).toBe(warm);
  });

  it('prints a diff, writes, and comes back to the same text', async () => {
    const diff = await invoke(['switch', '--to', 'lazy', 'handler.py', '--diff'], { '/w/handler.py': warm });
    expect(diff.out).toMatch(/^--- a\/handler\.py\n\+\+\+ b\/handler\.py\n@@/);
    const lazy = await invoke(['switch', '--to', 'lazy', 'handler.py', '--write'], { '/w/handler.py': warm });
    expect(lazy.files.get('/w/handler.py')).not.toBe(warm);
    const again = await invoke(
      ['switch', '--to', 'lazy', 'handler.py', '--write'],
      Object.fromEntries(lazy.files),
    );
    expect(again.files.get('/w/handler.py')).toBe(lazy.files.get('/w/handler.py'));
  });

  it('refuses with exit code 3, the line and the reason, and writes nothing', async () => {
    const { code, out, err, files } = await invoke(['switch', '--to', 'warm', 'handler.py', '--write'], {
      '/w/handler.py': keyed,
    });
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(err).toMatch(/line \d+/i);
    expect(files.get('/w/handler.py')).toBe(keyed);
  });
});

// The id of an endpoint that is gone is replaced in every worker of the workspace by one quick fix.
import { describe, expect, it } from 'vitest';
import { applyFixes } from '../../../src/flows/applyFixes';
import { checkWorkers } from '../../../src/flows/checkWorkers';
import { widenFix } from '../../../src/flows/widenFix';
import { memoryFiles } from '../../support/memoryFiles';
import { testPython } from '../../support/python';

const handler = (id: string) =>
  `import runpod\n\nURL = "https://api.runpod.ai/v2/${id}/run"\n\n\ndef handler(job):\n    return {}\n\n\nrunpod.serverless.start({"handler": handler})\n`;

describe('a fix of a group', () => {
  const texts = new Map([
    ['/w/a/handler.py', handler('abc123def456gh')],
    ['/w/b/handler.py', handler('abc123def456gh')],
    ['/w/c/handler.py', handler('zzz999yyy888xx')],
  ]);
  const found = async () => {
    const endpoints = () => new Map([['new111new222nn', 'ocr']]);
    const deps = { files: memoryFiles(texts), python: await testPython(), endpoints };
    return (await checkWorkers(['/w/a', '/w/b', '/w/c'], deps)).diagnostics.filter(
      ({ code }) => code === 'RP601',
    );
  };

  it('reaches every worker that names the same old endpoint, and no other', async () => {
    const all = await found();
    expect(all.map(({ path }) => path)).toEqual([...texts.keys()]);
    const [own] = all[0]?.fixes ?? [];
    const fix = widenFix(own!, all);
    expect(own?.edits).toHaveLength(1);
    expect(fix.title).toBe('Replace abc123def456gh with ocr (new111new222nn) in 2 files');
    const after = applyFixes(texts, [fix]);
    expect([...after.keys()]).toEqual(['/w/a/handler.py', '/w/b/handler.py']);
    for (const text of after.values()) expect(text).toBe(handler('new111new222nn'));
  });

  it('offers the likely successor first, however many endpoints there are', async () => {
    const many = Array.from({ length: 20 }, (_, i) => [`aaaa${i + 10}bbbb1234`, `other ${i}`] as const);
    const deps = {
      files: memoryFiles(texts),
      python: await testPython(),
      endpoints: () => new Map([...many, ['new111new222nn', 'ocr']]),
      successorsOf: (id: string) => (id === 'abc123def456gh' ? ['new111new222nn', 'nothere12345'] : []),
    };
    const { diagnostics } = await checkWorkers(['/w/a', '/w/c'], deps);
    const [known, unknown] = diagnostics.filter(({ code }) => code === 'RP601');
    expect(known?.message).toContain('ocr (new111new222nn) is likely its successor');
    expect(known?.fixes.map(({ title }) => title)[0]).toBe(
      'Replace abc123def456gh with ocr (new111new222nn)',
    );
    expect(known?.fixes).toHaveLength(6);
    expect(unknown?.message).toContain('has another id');
  });

  it('stays what it is when nobody else has its group, or it has none', async () => {
    const all = await found();
    const [alone] = all[2]?.fixes ?? [];
    expect(widenFix(alone!, all)).toBe(alone);
    const none = { title: 'x', edits: [], preferred: true };
    expect(widenFix(none, all)).toBe(none);
  });
});

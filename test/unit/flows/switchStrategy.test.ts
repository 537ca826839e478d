// Planning and applying a switch over files: what is written is what was shown, or nothing.
import { describe, expect, it } from 'vitest';
import { strategyOf } from '../../../src/flows/strategy';
import {
  applyStrategySwitch,
  planStrategySwitch,
  refusalError,
  switchDiff,
} from '../../../src/flows/switchStrategy';
import { testPython } from '../../support/python';

const python = await testPython();
const path = '/w/handler.py';
const warm =
  'import runpod\nimport whisper\n\nmodel = whisper.load_model("base")  # preloaded at startup\n\n\n# Models are pre-loaded.\ndef handler(job):\n    return model(job)\n\n\nrunpod.serverless.start({"handler": handler})\n';

function disk(text: string) {
  const texts = new Map([[path, text]]);
  const files = { read: async (name: string) => texts.get(name) };
  const writer = {
    async write(name: string, changed: string) {
      texts.set(name, changed);
    },
  };
  return { texts, files, writer };
}

async function planned(files: { read(name: string): Promise<string | undefined> }, to: 'warm' | 'lazy') {
  const plan = await planStrategySwitch(path, to, { files, python });
  if (plan.kind !== 'edits') throw new Error(`${plan.kind}: ${plan.reason}`);
  return plan;
}

describe('switching a strategy', () => {
  it('plans, shows a diff, applies, and comes back to the same bytes', async () => {
    const { texts, files, writer } = disk(warm);
    const plan = await planned(files, 'lazy');
    const diff = switchDiff(plan.texts, () => 'handler.py');
    expect(diff).toContain('--- a/handler.py\n+++ b/handler.py\n@@');
    expect(diff).toContain('\n+model = None\n');
    await applyStrategySwitch(plan.texts, { files, writer });
    expect((await strategyOf(path, { files, python })).strategy).toBe('lazy');
    await applyStrategySwitch((await planned(files, 'warm')).texts, { files, writer });
    expect(texts.get(path)).toBe(warm);
  });

  it('names the words that will lie, but not those that move along', async () => {
    const plan = await planned(disk(warm).files, 'lazy');
    expect(plan.notes.map(note => note.range.start.line)).toEqual([6]);
    expect(plan.notes[0]?.message).toContain('Models are pre-loaded.');
  });

  it('writes nothing when the file changed after the plan', async () => {
    const { texts, files, writer } = disk(warm);
    const plan = await planned(files, 'lazy');
    texts.set(path, `${warm}# edited\n`);
    await expect(applyStrategySwitch(plan.texts, { files, writer })).rejects.toMatchObject({
      kind: 'conflict',
    });
    expect(texts.get(path)).toBe(`${warm}# edited\n`);
  });

  it('says unchanged, refused and not found apart', async () => {
    const { files } = disk(warm);
    expect((await planStrategySwitch(path, 'warm', { files, python })).kind).toBe('unchanged');
    const refused = await planStrategySwitch(path, 'lazy', { files: disk('x = 1\n').files, python });
    expect(refused.kind === 'refused' && refusalError(refused)).toMatchObject({ kind: 'refused' });
    await expect(strategyOf('/w/none.py', { files, python })).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('warns that a load inside an async handler holds up other jobs', async () => {
    const text = warm.replace('def handler', 'async def handler');
    const plan = await planned(disk(text).files, 'lazy');
    expect(plan.notes.map(note => note.message).join('\n')).toMatch(/other jobs .* wait/);
  });
});

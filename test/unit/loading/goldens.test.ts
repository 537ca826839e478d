// Every fixture, byte for byte. `before.py` as people write it; `lazy.py` or `warm.py` what switching it gives; where
// the way back is not `before.py` itself, the other golden says what it is.
import { describe, expect, it } from 'vitest';
import { detect } from '../../../src/loading/detect';
import { loadingFixtures, oneFile, switchText } from '../../support/loading';
import { testPython } from '../../support/python';

const python = await testPython();

describe.each(loadingFixtures())('$name', ({ texts }) => {
  const before = texts.get('before.py') ?? '';
  const { strategy } = detect(oneFile(before, python));
  const there = strategy === 'lazy' ? 'warm' : 'lazy';
  const back = strategy === 'lazy' ? 'lazy' : 'warm';
  const golden = texts.get(`${there}.py`);

  it('switches to its golden', () => {
    const { plan, text } = switchText(before, there, python);
    expect(plan.kind === 'refused' ? plan.reason : plan.kind).toBe('edits');
    expect(text).toBe(golden);
  });

  it('changes nothing the second time', () => {
    expect(switchText(golden ?? '', there, python).plan.kind).toBe('unchanged');
    // What every job loads can go either way; everything else is at home already.
    const home = strategy === 'per-request' ? 'edits' : 'unchanged';
    expect(switchText(before, back, python).plan.kind).toBe(home);
  });

  it('comes back, and goes there again', () => {
    const returned = switchText(golden ?? '', back, python);
    expect(returned.plan.kind === 'refused' ? returned.plan.reason : returned.plan.kind).toBe('edits');
    expect(returned.text).toBe(texts.get(`${back}.py`) ?? before);
    const again = switchText(returned.text, there, python);
    expect(again.plan.kind).toBe('edits');
    expect(switchText(again.text, back, python).text).toBe(returned.text);
  });
});

// There and back again, with everything in a text that an edit could lose: each trait alone, from either strategy, and
// the text comes back. The same texts are proved by running in test/contract/loading.test.ts.
import { describe, expect, it } from 'vitest';
import { switchText } from '../../support/loading';
import { plainWorkers, traits } from '../../support/loadingTraits';
import { testPython } from '../../support/python';

const python = await testPython();

describe.each(traits)('$name', ({ make, kept }) => {
  it.each(['lazy', 'warm'] as const)('is kept on the way to %s and back', there => {
    const back = there === 'lazy' ? 'warm' : 'lazy';
    const text = make(plainWorkers[back]);
    expect(text).not.toBe(plainWorkers[back]);
    const gone = switchText(text, there, python);
    expect(gone.plan.kind).toBe('edits');
    expect(gone.text).not.toBe(text);
    expect(gone.text).toMatch(kept);
    expect(switchText(gone.text, back, python).text).toBe(text);
  });
});

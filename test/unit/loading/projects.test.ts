// Workers of several files, byte for byte: where the load lives in another file, that file is edited too.
import { describe, expect, it } from 'vitest';
import { detect } from '../../../src/loading/detect';
import type { SwitchTarget } from '../../../src/loading/report';
import { projectFixtures, projectOf, switchProject } from '../../support/loading';
import { testPython } from '../../support/python';

const python = await testPython();

describe.each(projectFixtures())('$name', ({ variant }) => {
  const before = variant('before') ?? new Map();
  const { strategy } = detect(projectOf(before, python));
  const there: SwitchTarget = strategy === 'lazy' ? 'warm' : 'lazy';
  const back: SwitchTarget = strategy === 'lazy' ? 'lazy' : 'warm';
  const golden = variant(there) ?? new Map();

  it('switches to its golden', () => {
    const { plan, texts } = switchProject(before, there, python);
    expect(plan.kind === 'refused' ? plan.reason : plan.kind).toBe('edits');
    expect(Object.fromEntries(texts)).toEqual(Object.fromEntries(golden));
  });

  it('changes nothing the second time', () => {
    expect(switchProject(golden, there, python).plan.kind).toBe('unchanged');
  });

  it('comes back, and goes there again', () => {
    const returned = switchProject(golden, back, python);
    expect(returned.plan.kind === 'refused' ? returned.plan.reason : returned.plan.kind).toBe('edits');
    expect(Object.fromEntries(returned.texts)).toEqual(Object.fromEntries(variant(back) ?? before));
    expect(switchProject(returned.texts, there, python).plan.kind).toBe('edits');
  });
});

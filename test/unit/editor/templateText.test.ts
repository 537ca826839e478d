// A template as text for the diff: no secret in it, and a changed secret still shows as a change.
import { describe, expect, it } from 'vitest';
import { templateText } from '../../../src/editor/templates/templateText';
import { changedTemplate, fieldChanges } from '../../../src/flows/templateChange';

const before = {
  id: 't',
  name: 'ocr',
  imageName: 'me/ocr:1',
  containerDiskInGb: 20,
  dockerArgs: '',
  env: [
    { key: 'HF_TOKEN', value: 'first-secret' },
    { key: 'LANG', value: 'en' },
  ],
};

describe('templateText', () => {
  it('masks secrets, and tells a changed one apart', () => {
    const after = changedTemplate(before, { env: { set: { HF_TOKEN: 'second-secret', LANG: 'de' } } });
    const changes = fieldChanges(before, after);
    const left = templateText(before, { changes, side: 'before' });
    const right = templateText(after, { changes, side: 'after' });
    expect(left + right).not.toMatch(/first-secret|second-secret/);
    expect(left).toContain('HF_TOKEN: •••\n');
    expect(right).toContain('HF_TOKEN: ••• (another value)');
    expect(left).toContain('LANG: en');
    expect(right).toContain('LANG: de');
  });

  it('leaves out what is empty', () => {
    const text = templateText({ ...before, env: [] }, { changes: [], side: 'before' });
    expect(text).toBe('template: ocr\nimage: me/ocr:1\ncontainer disk (GB): 20\nenvironment:\n  (none)\n');
  });
});

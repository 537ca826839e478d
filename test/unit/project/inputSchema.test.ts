// Hints for the input from the handler's own validator: read from the code, never run.
import { describe, expect, it } from 'vitest';
import { inputFieldsOf } from '../../../src/project/inputSchema';
import { testPython } from '../../support/python';

const python = await testPython();
const file = (path: string, text: string) => ({ path, module: python.parse(text) });

const schema = `INPUT_SCHEMA = {
    'prompt': {'type': str, 'required': True},
    'steps': {'type': int, 'required': False, 'default': 30, 'constraints': lambda n: n < 100},
    **more,
    'size': SIZE_RULES,
}
`;

describe('inputFieldsOf', () => {
  it('reads the dictionary given to validate', () => {
    const code = `from runpod.serverless.utils.rp_validator import validate\n${schema}\ndef handler(job):\n    return validate(job['input'], INPUT_SCHEMA)\n`;
    expect(inputFieldsOf([file('/w/handler.py', code)])).toEqual([
      { name: 'prompt', type: 'str', isRequired: true, fallback: undefined },
      { name: 'steps', type: 'int', isRequired: false, fallback: '30' },
    ]);
  });

  it('follows it into the file it is imported from', () => {
    const code =
      'from runpod.serverless.utils import rp_validator\nfrom schemas import INPUT_SCHEMA\nrp_validator.validate(x, INPUT_SCHEMA)\n';
    const files = [file('/w/handler.py', code), file('/w/schemas.py', schema)];
    expect(inputFieldsOf(files).map(({ name }) => name)).toEqual(['prompt', 'steps']);
  });

  it('says nothing of a schema that only running would tell, or of another validate', () => {
    const made = 'from runpod.serverless.utils.rp_validator import validate\nvalidate(x, make_schema())\n';
    const other = `from jsonschema import validate\n${schema}\nvalidate(x, INPUT_SCHEMA)\n`;
    expect(inputFieldsOf([file('/w/a.py', made)])).toEqual([]);
    expect(inputFieldsOf([file('/w/a.py', other)])).toEqual([]);
  });
});

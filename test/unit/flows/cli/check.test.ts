// `check` as scripts meet it: exit codes, one JSON document, fixes that are written.
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { invoke } from '../../../support/cliIo';
import { sarifSchema } from '../../../support/sarifSchema';

const broken = 'import runpod\n\n\ndef handler(job):\n    return job["input"]\n';
const worker = { '/w/handler.py': broken, '/w/requirements.txt': 'runpod==1.12.0\n' };

describe('check', () => {
  it('prints findings with lines from 1 and exits with 1', async () => {
    const { code, out, err } = await invoke(['check'], worker);
    expect(code).toBe(1);
    expect(out).toMatch(/^handler\.py:4:5 error RP001 /m);
    expect(err).toContain('1 finding');
  });

  it('prints one JSON document with positions from 0', async () => {
    const { out } = await invoke(['check', '--json', '.'], worker);
    const document = JSON.parse(out);
    expect(document.files).toBeGreaterThan(0);
    expect(document.diagnostics).toContainEqual(
      expect.objectContaining({
        code: 'RP001',
        name: 'missing-start',
        severity: 'error',
        path: 'handler.py',
        range: { start: { line: 3, character: 4 }, end: { line: 3, character: 11 } },
        fixable: true,
      }),
    );
  });

  it('prints the same document for the same files, and no field more than the contract names', async () => {
    const texts = {
      ...worker,
      '/w/Dockerfile': 'FROM nvidia/cuda\nCOPY . /app\nCMD python /app/handler.py\n',
    };
    const first = await invoke(['check', '--json'], texts);
    const second = await invoke(['check', '--json'], Object.fromEntries(Object.entries(texts).reverse()));
    expect(second.out).toBe(first.out);
    const document = JSON.parse(first.out);
    expect(Object.keys(document)).toEqual(['files', 'diagnostics']);
    const fields = ['code', 'name', 'severity', 'path', 'range', 'message', 'fixable'];
    for (const one of document.diagnostics) expect(Object.keys(one)).toEqual(fields);
  });

  it('prints SARIF that code scanning can place', async () => {
    const { code, out } = await invoke(['check', '--sarif'], {
      ...worker,
      '/w/my app/handler.py': broken,
    });
    expect(code).toBe(1);
    const ajv = addFormats.default(new Ajv({ strict: true, allErrors: true }));
    const isValid = ajv.validate(sarifSchema, JSON.parse(out));
    expect(isValid ? [] : ajv.errors).toEqual([]);
    expect(out).toContain('"my%20app/handler.py"');
    const [run] = JSON.parse(out).runs;
    expect(run.results[0]).toMatchObject({
      ruleId: 'RP001',
      locations: [{ physicalLocation: { region: { startLine: 4, startColumn: 5 } } }],
    });
    expect(run.tool.driver.rules[run.results[0].ruleIndex].id).toBe('RP001');
  });

  it('obeys .runpod/check.json and settings.json, and fails when they are wrong', async () => {
    const configured = { ...worker, '/w/.runpod/check.json': '{ "rules": { "missing-start": "info" } }' };
    expect((await invoke(['check'], configured)).out).toMatch(/^handler\.py:4:5 info RP001 /m);
    const off = { ...worker, '/w/.vscode/settings.json': '{ "runpod.rules": { "RP001": "off" } } // ours' };
    expect((await invoke(['check'], off)).code).toBe(0);
    const wrong = await invoke(['check'], {
      ...off,
      '/w/.runpod/check.json': '{ "rules": { "RP01": "off" } }',
    });
    expect(wrong).toMatchObject({
      code: 1,
      out: expect.stringMatching(/check\.json:1:14 error RP303 There is no rule RP01/),
    });
  });

  it('applies safe fixes and is then clean', async () => {
    const { code, files } = await invoke(['check', '--fix'], worker);
    expect(files.get('/w/handler.py')).toContain('runpod.serverless.start({"handler": handler})');
    expect(code).toBe(0);
  });

  it('says that there is no worker, and exits with 0', async () => {
    const { code, err } = await invoke(['check'], { '/w/notes.txt': 'nothing' });
    expect({ code, err }).toMatchObject({ code: 0, err: expect.stringContaining('No worker found') });
  });

  it('refuses a path that is not there and an unknown option with exit code 2', async () => {
    expect(await invoke(['check', 'gone'], worker)).toMatchObject({
      code: 2,
      err: expect.stringContaining('There is no /w/gone'),
    });
    expect((await invoke(['check', '--jsn'], worker)).code).toBe(2);
    expect((await invoke(['check', '--json', '--sarif'], worker)).code).toBe(2);
  });
});

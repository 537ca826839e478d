// `check` as scripts meet it: exit codes, one JSON document, fixes that are written.
import { describe, expect, it } from 'vitest';
import { invoke } from '../../../support/cliIo';

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

  it('prints SARIF that code scanning can place', async () => {
    const { code, out } = await invoke(['check', '--sarif'], worker);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      version: '2.1.0',
      runs: [
        {
          results: [
            {
              ruleId: 'RP001',
              locations: [{ physicalLocation: { region: { startLine: 4, startColumn: 5 } } }],
            },
          ],
        },
      ],
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

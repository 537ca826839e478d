// `check`: folders and files, fixes until none is left, and the three renderings.
import { describe, expect, it } from 'vitest';
import { checkWorkers, fixWorkers } from '../../../src/flows/checkWorkers';
import { allRules } from '../../../src/rules/registry';
import { diagnosticJson, renderText, sarifOf } from '../../../src/rules/render';
import { memoryFiles } from '../../support/memoryFiles';
import { testPython } from '../../support/python';

const python = await testPython();
const handler =
  'import runpod\n\n\ndef handler(job):\n    return {"ok": True}\n\n\nrunpod.serverless.start({"handler": handler})\n';
const dockerfile =
  'FROM nvidia/cuda:12.8.1-runtime-ubuntu22.04\nRUN apt-get install -y python3-pip && pip3 install runpod==1.7.12\nCOPY handler.py /h.py\nCMD ["python", "/h.py"]\n';
const files = memoryFiles(
  new Map([
    ['/ws/a/handler.py', handler],
    ['/ws/a/Dockerfile', dockerfile],
    ['/ws/b/handler.py', handler],
    ['/ws/b/requirements.txt', 'runpod\n'],
    ['/ws/notes.txt', 'hello'],
  ]),
);
const shown = (path: string) => path.replace('/ws/', '');

describe('checkWorkers', () => {
  it('tells what is wrong in every worker below a folder', async () => {
    const { files: count, diagnostics } = await checkWorkers(['/ws'], { files, python });
    expect(count).toBe(4);
    expect(
      renderText(diagnostics, shown)
        .split('\n')
        .map(line => line.split(' ').slice(0, 3).join(' ')),
    ).toEqual([
      'a/Dockerfile:2:52 warning RP501',
      'a/Dockerfile:4:7 error RP402',
      'a/Dockerfile:4:7 warning RP403',
      'b/requirements.txt:1:1 info RP502',
    ]);
  });

  it('tells only about the file it was asked for, and counts nothing twice', async () => {
    const one = await checkWorkers(['/ws/b/requirements.txt'], { files, python });
    expect([one.files, one.diagnostics.map(found => found.code)]).toEqual([1, ['RP502']]);
    const twice = await checkWorkers(['/ws/b', '/ws'], { files, python });
    expect(twice.diagnostics).toHaveLength(4);
    expect((await checkWorkers(['/ws/notes.txt'], { files, python })).diagnostics).toEqual([]);
  });

  it('says so when there is no such path', async () => {
    await expect(checkWorkers(['/nowhere'], { files, python })).rejects.toMatchObject({ kind: 'usage' });
  });

  it('fixes what can be fixed, in one go, also in the same place', async () => {
    const result = await fixWorkers(['/ws'], { files, python });
    expect(result.diagnostics).toEqual([]);
    expect(result.fixed).toBe(4);
    expect(result.changed.get('/ws/a/Dockerfile')).toBe(
      dockerfile.replace('==1.7.12', '==1.12.0').replace('["python",', '["python3", "-u",'),
    );
  });

  it('renders JSON and SARIF', async () => {
    const { diagnostics } = await checkWorkers(['/ws/a'], { files, python });
    expect(diagnostics.map(one => diagnosticJson(one, shown))[1]).toMatchObject({
      code: 'RP402',
      name: 'python-not-found',
      path: 'a/Dockerfile',
      range: { start: { line: 3, character: 6 }, end: { line: 3, character: 12 } },
      fixable: true,
    });
    const sarif = sarifOf(diagnostics, { rules: allRules, version: '1.2.3', shown }) as {
      version: string;
      runs: {
        tool: { driver: { rules: { id: string }[] } };
        results: { ruleId: string; ruleIndex: number; level: string; locations: unknown[] }[];
      }[];
    };
    const [run] = sarif.runs;
    expect(sarif.version).toBe('2.1.0');
    expect(run?.results.map(one => [one.ruleId, one.level])).toEqual([
      ['RP501', 'warning'],
      ['RP402', 'error'],
      ['RP403', 'warning'],
    ]);
    for (const one of run?.results ?? []) expect(run?.tool.driver.rules[one.ruleIndex]?.id).toBe(one.ruleId);
    expect(run?.results[1]?.locations[0]).toMatchObject({
      physicalLocation: {
        artifactLocation: { uri: 'a/Dockerfile' },
        region: { startLine: 4, startColumn: 7, endColumn: 13 },
      },
    });
  });
});

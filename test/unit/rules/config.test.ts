// One resolver for the editor and the command line: files of the folder and those around it, settings below them, and a
// clear word about what cannot be understood.
import { describe, expect, it } from 'vitest';
import type { CheckSettings } from '../../../src/rules/config/layer';
import { readConfig } from '../../../src/rules/config/readConfig';
import { memoryFiles } from '../../support/memoryFiles';

const pin = { code: 'RP501', name: 'sdk-regression' };
const load = { code: 'RP103', name: 'load-per-request' };
const json = (value: unknown) => JSON.stringify(value);

async function configOf(texts: Record<string, string>, settings?: Partial<CheckSettings>) {
  return readConfig('/repo/workers/a', {
    files: memoryFiles(new Map(Object.entries(texts))),
    rules: [pin, load],
    root: '/repo/workers/a',
    settings: settings && { folder: '/repo', rules: {}, ignore: [], loadingStrategy: 'keep', ...settings },
  });
}

describe('the configuration of a worker', () => {
  it('takes rules by code or name; the innermost file has the last word', async () => {
    const config = await configOf({
      '/repo/.git/config': '',
      '/repo/package.json': json({ runpod: { rules: { RP501: 'off', 'load-per-request': 'off' } } }),
      '/repo/workers/a/.runpod/check.json': json({ rules: { 'sdk-regression': 'error' } }),
    });
    expect(config.severityOf(pin, '/repo/workers/a/requirements.txt')).toBe('error');
    expect(config.severityOf(load, '/repo/workers/a/handler.py')).toBe('off');
    expect([config.runs(pin), config.runs(load)]).toEqual([true, false]);
  });

  it('looks no further up than the repository, or than what was asked for where there is none', async () => {
    const above = { '/repo/package.json': json({ runpod: { rules: { RP501: 'off' } } }) };
    expect((await configOf(above)).runs(pin)).toBe(true);
    expect((await configOf({ ...above, '/repo/.git/config': '' })).runs(pin)).toBe(false);
    expect((await configOf({ ...above, '/repo/workers/.git/config': '' })).runs(pin)).toBe(true);
  });

  it('ignores files by glob, relative to the file that says so, and takes back with !', async () => {
    const config = await configOf({
      '/repo/workers/a/.runpod/check.json': json({ ignore: ['legacy', '**/old_*.py', '!legacy/keep.py'] }),
    });
    const ignored = [
      'legacy/handler.py',
      'src/old_api.py',
      'legacy/keep.py',
      'handler.py',
      '../b/legacy/x.py',
    ];
    expect(ignored.map(path => config.ignores(new URL(path, 'file:///repo/workers/a/').pathname))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it('has other severities for some files', async () => {
    const config = await configOf({
      '/repo/workers/a/.runpod/check.json': json({
        rules: { RP501: 'off' },
        overrides: [{ files: ['deploy/**'], rules: { RP501: 'hint' } }],
      }),
    });
    expect(config.runs(pin)).toBe(true);
    expect(config.severityOf(pin, '/repo/workers/a/deploy/requirements.txt')).toBe('hint');
    expect(config.severityOf(pin, '/repo/workers/a/requirements.txt')).toBe('off');
  });

  it("reads VS Code's own file where nobody hands the settings over, comments included", async () => {
    const text = `{
      // for all of us
      "runpod.rules": { "RP501": "off" },
      "runpod.ignore": ["legacy/**"],
      "runpod.loadingStrategy": "lazy",
    }`;
    const texts = { '/repo/workers/a/.vscode/settings.json': text };
    const config = await configOf(texts);
    expect([config.runs(pin), config.strategy, config.problems]).toEqual([false, 'lazy', []]);
    expect(config.ignores('/repo/workers/a/legacy/x.py')).toBe(true);
    expect((await configOf(texts, {})).runs(pin)).toBe(true);
  });

  it('lets a file overrule the settings, and leaves out settings that nobody could mean', async () => {
    const file = { '/repo/workers/a/.runpod/check.json': json({ rules: { RP501: 'warning' } }) };
    const rules = { RP501: 'off', RP103: 'loud', RP000: 'off' };
    const config = await configOf(file, { rules, ignore: [7, 'x'], loadingStrategy: 'warm' });
    expect(config.severityOf(pin, '/repo/workers/a/r.txt')).toBe('warning');
    expect([config.runs(load), config.strategy]).toEqual([true, 'warm']);
    expect(config.problems).toEqual([]);
  });

  it('says what it cannot understand, where, and keeps the rest', async () => {
    const config = await configOf({
      '/repo/workers/a/.runpod/check.json': '{\n  "rules": { "RP501": "off", "RP998": "off" }\n}',
      '/repo/workers/a/package.json': '{ "name": "x", "runpod": { "rules": 1 } }',
    });
    expect(config.runs(pin)).toBe(false);
    expect(config.problems.map(({ path, range, message }) => [path, range.start.line, message])).toEqual([
      ['/repo/workers/a/package.json', 0, 'An object is expected here.'],
      ['/repo/workers/a/.runpod/check.json', 1, expect.stringContaining('There is no rule RP998.')],
    ]);
  });

  it('says so when its file is no JSON, and leaves the files of others alone', async () => {
    const config = await configOf({
      '/repo/workers/a/.runpod/check.json': '{ "rules": ',
      '/repo/workers/a/package.json': '{ "name": ',
    });
    expect(config.problems.map(one => [one.path, one.message])).toEqual([
      [
        '/repo/workers/a/.runpod/check.json',
        expect.stringMatching(/^This is not valid JSON: .*configures nothing/),
      ],
    ]);
  });
});

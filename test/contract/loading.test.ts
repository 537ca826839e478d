// Every loading fixture is run before and after its switch, and after the switch back, on the real SDK's job code.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { detect } from '../../src/loading/detect';
import { analyse } from '../../src/loading/detect/analysis';
import type { SwitchTarget } from '../../src/loading/report';
import {
  loadingFixtures,
  oneFile,
  projectFixtures,
  projectOf,
  switchProject,
  switchText,
} from '../support/loading';
import { plainWorkers, traits } from '../support/loadingTraits';
import { type Proof, prove } from '../support/prover/proof';
import { Prover } from '../support/prover/prover';
import { testPython } from '../support/python';
import { sdkEnvironment } from '../support/pythonEnvironments';

const python = await testPython();
const folder = mkdtempSync(join(tmpdir(), 'loading-'));

describe.each(['1.7.10', '1.12.0'] as const)('with runpod %s', version => {
  let prover: Prover;
  beforeAll(async () => {
    prover = new Prover((await sdkEnvironment(version)).python);
  });
  afterAll(() => prover.dispose());
  const faults = async (proof: Proof) => (await prove(prover, proof)).faults;

  describe.each(loadingFixtures())('$name', ({ name, texts }) => {
    const before = texts.get('before.py') ?? '';
    const program = oneFile(before, python);
    const { strategy, shape } = detect(program);
    const perJob = strategy === 'per-request';
    const there: SwitchTarget = strategy === 'lazy' ? 'warm' : 'lazy';
    const back: SwitchTarget = there === 'lazy' ? 'warm' : 'lazy';
    const { startup, jobs, handler } = analyse(program);
    const loads = [...new Set([...startup, ...jobs].map(site => site.name))];
    const isAsync = handler?.definition.isAsync ?? false;

    const write = (part: string, text: string) => {
      const path = join(folder, `${name}-${part}.py`);
      writeFileSync(path, text);
      return path;
    };

    it(`is proved ${there}, and ${back} again`, async () => {
      const gone = switchText(before, there, python).text;
      const returned = switchText(gone, back, python).text;
      const files = {
        before: write('before', before),
        gone: write(there, gone),
        returned: write(`${back}-again`, returned),
      };
      expect(
        await faults({ before: files.before, after: files.gone, to: there, loads, isAsync, perJob }),
      ).toEqual([]);
      const tolerant = shape === 'W6' && returned === before;
      expect(
        await faults({
          before: files.gone,
          after: files.returned,
          to: back,
          loads,
          isAsync,
          tolerant,
        }),
      ).toEqual([]);
    });
  });
});

describe('texts with something to lose', () => {
  let prover: Prover;
  beforeAll(async () => {
    prover = new Prover((await sdkEnvironment('1.12.0')).python);
  });
  afterAll(() => prover.dispose());

  it.each(traits)('$name: proved both ways', async ({ name, make }) => {
    for (const to of ['lazy', 'warm'] as const) {
      const before = make(plainWorkers[to === 'lazy' ? 'warm' : 'lazy']);
      const paths = ['before', 'after'].map(part =>
        join(folder, `${name.replaceAll(' ', '-')}-${to}-${part}.py`),
      );
      const [from = '', into = ''] = paths;
      writeFileSync(from, before);
      writeFileSync(into, switchText(before, to, python).text);
      const about = { loads: ['transformers.pipeline'], isAsync: false };
      expect((await prove(prover, { before: from, after: into, to, ...about })).faults).toEqual([]);
    }
  });
});

describe('workers of several files', () => {
  let prover: Prover;
  beforeAll(async () => {
    prover = new Prover((await sdkEnvironment('1.12.0')).python);
  });
  afterAll(() => prover.dispose());

  it.each(projectFixtures())('$name is proved there and back', async ({ name, variant }) => {
    const before = variant('before') ?? new Map<string, string>();
    const { startup, jobs, handler } = analyse(projectOf(before, python));
    const there: SwitchTarget = startup.length > 0 ? 'lazy' : 'warm';
    const back: SwitchTarget = there === 'lazy' ? 'warm' : 'lazy';
    const gone = switchProject(before, there, python).texts;
    const returned = switchProject(gone, back, python).texts;
    const write = (part: string, texts: ReadonlyMap<string, string>) => {
      for (const [path, text] of texts) {
        mkdirSync(dirname(join(folder, name, part, path)), { recursive: true });
        writeFileSync(join(folder, name, part, path), text);
      }
      return join(folder, name, part, 'handler.py');
    };
    const files = [write('before', before), write(there, gone), write(`${back}-again`, returned)] as const;
    const loads = [...new Set([...startup, ...jobs].map(site => site.name))];
    const about = { loads, isAsync: handler?.definition.isAsync ?? false };
    const faults = async (proof: Proof) => (await prove(prover, proof)).faults;
    expect(await faults({ before: files[0], after: files[1], to: there, ...about })).toEqual([]);
    expect(await faults({ before: files[1], after: files[2], to: back, ...about })).toEqual([]);
  });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

// Damaged text is ordinary input: ten thousand damaged files go through every parser, and none throws or holds the caller
// for a second. The seed is fixed, so that a failure comes back; the time is the processor's, so that a busy machine is
// not taken for a hang.
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../src/base/json';
import { readDockerfile } from '../../src/project/dockerfile';
import { type FileKind, kindOf } from '../../src/project/fileKinds';
import { readLock, readPyproject } from '../../src/project/pyproject';
import { readRequirementsFile } from '../../src/project/requirementsFile';
import { readShell } from '../../src/project/shell';
import { SourceText } from '../../src/project/source';
import { entryOf, findStarts } from '../../src/project/start';
import { workerImagesOf } from '../../src/project/workerImage';
import { undefinedNames } from '../../src/python/undefinedNames';
import { readJson } from '../../src/rules/jsonText';
import { damaged, randomFrom } from '../support/damage';
import { testPython } from '../support/python';
import { filesUnder } from '../support/tree';

const inputs = 10_000;
const limitMs = 1_000;
const python = await testPython();
const nothing = {
  root: '/w',
  files: [],
  names: new Set<string>(),
  above: new Map(),
  mayHold: () => [],
  known: <T>(_: string, make: () => T) => make(),
};

const parsers: Partial<Record<FileKind, (text: string) => unknown>> = {
  python(text) {
    const module = python.parse(text);
    const starts = findStarts(module).map(start => entryOf(module, start));
    return [module.imports, module.functions, module.names, starts, undefinedNames(module)];
  },
  dockerfile: text =>
    workerImagesOf([readDockerfile('/w/Dockerfile', text)], {
      tree: nothing,
      folder: '/w',
      text: () => undefined,
    }),
  requirements: text => readRequirementsFile('/w/requirements.txt', text),
  pyproject: text => readPyproject('/w/pyproject.toml', text),
  lock: text => [readLock('/w/uv.lock', text), readLock('/w/poetry.lock', text)],
  script: text => readShell(new SourceText('/w/start.sh', text)),
  'test-input': text => [parseJson(text), readJson(new SourceText('/w/test_input.json', text))],
};

/** Texts by kind: the fixtures of the rules, the seeds, the handlers of the loading tests, the sample. */
function corpus(kind: FileKind): string[] {
  const files = ['src/rules', 'test/fixtures/seeds', 'test/fixtures/loading', 'worker-sample'].flatMap(
    folder => filesUnder(folder, /\.(py|txt|toml|lock|sh|json|Dockerfile|runpod)$|^Dockerfile$/),
  );
  const byName = files.filter(
    ({ path }) => kindOf(path.replace(/(bad|good|fixed)[\w-]*\.json$/, 'test_input.json')) === kind,
  );
  const short = files.filter(
    ({ path }) => kind === 'requirements' && /(bad|good|fixed)[\w-]*\.txt$/.test(basename(path)),
  );
  const tables = files.filter(({ path }) => kind === 'pyproject' && path.endsWith('.toml'));
  const locks = files.filter(({ path }) => kind === 'lock' && path.endsWith('.lock'));
  return [...new Set([...byName, ...short, ...tables, ...locks].map(({ text }) => text))].filter(Boolean);
}

describe('parsers', () => {
  const kinds = Object.keys(parsers) as FileKind[];
  const perKind = Math.ceil(inputs / kinds.length);

  it.each(kinds)(`read ${perKind} damaged texts of the kind %s without a throw or a hang`, kind => {
    const texts = corpus(kind);
    expect(texts.length).toBeGreaterThan(1);
    const random = randomFrom(20_261_121);
    const wrong: string[] = [];
    let slowestMs = 0;
    for (let round = 0; round < perKind; round++) {
      const text = damaged(texts[round % texts.length] ?? '', random);
      const began = process.cpuUsage();
      try {
        parsers[kind]?.(text);
      } catch (error) {
        wrong.push(`${String(error)}\n${text}`);
      }
      const { user, system } = process.cpuUsage(began);
      const spentMs = (user + system) / 1000;
      slowestMs = Math.max(slowestMs, spentMs);
      if (spentMs > limitMs) wrong.push(`${Math.round(spentMs)} ms\n${text}`);
    }
    console.log(`${kind}: ${perKind} inputs, ${texts.length} texts, slowest ${slowestMs.toFixed(1)} ms`);
    expect(wrong).toEqual([]);
  });
});

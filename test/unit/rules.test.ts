// The table test for all rules: what a fixture's markers say is exactly what all rules together report, near misses are
// silent, fixes give the fixed text byte for byte and change nothing the second time, and the doc's examples are true.
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LineIndex } from '../../src/base/text';
import { applyFixes } from '../../src/flows/applyFixes';
import { WorkerChecker } from '../../src/flows/checkWorkers';
import { type DeployRecord, deployRecordSchema } from '../../src/flows/deployRecord';
import { pulledImages } from '../../src/flows/pulledImages';
import { allRules } from '../../src/rules/registry';
import type { Diagnostic } from '../../src/rules/rule';
import { memoryFiles } from '../support/memoryFiles';
import { testPython } from '../support/python';
import {
  type Fixture,
  fixtureNames,
  fixtureOf,
  readDoc,
  readFixture,
  ruleFolder,
  storedFiles,
  workerRoot,
} from '../support/ruleFixtures';

const python = await testPython();
const failures: string[] = [];

function settingsOf({ strategy }: Fixture) {
  return { folder: workerRoot, rules: {}, ignore: [], loadingStrategy: strategy ?? 'keep' };
}

/** As the journal has it after a deployment. */
function deployments({ deployedBytes }: Fixture): readonly DeployRecord[] {
  const record = deployRecordSchema.parse({
    format: 1,
    id: 'one',
    target: 'mine',
    startedMs: 0,
    updatedMs: 0,
    settings: { folder: workerRoot, runtime: 'container', name: 'worker' },
    envNames: [],
    buildArgNames: [],
    steps: [],
    facts: { image: 'ghcr.io/me/worker:1', compressedBytes: deployedBytes, initTimeoutSeconds: 420 },
    outcome: 'done',
  });
  return [record];
}

async function diagnose(fixture: Fixture, texts = fixture.texts): Promise<Diagnostic[]> {
  const deps = {
    files: memoryFiles(texts),
    python,
    log: { error: (message: string, cause?: unknown) => failures.push(`${message} ${String(cause)}`) },
    settings: settingsOf(fixture),
    endpoints: () => fixture.endpoints,
    pulledOf: (folder: string) => pulledImages(deployments(fixture)).get(folder),
  };
  const checked = await new WorkerChecker(deps).check(workerRoot);
  return checked.flatMap(({ diagnostics }) => diagnostics);
}

function told(texts: ReadonlyMap<string, string>, { code, path, range }: Diagnostic): string {
  const lines = new LineIndex(texts.get(path) ?? '');
  return `${relative(workerRoot, path)}:${range.start.line + 1} ${code} on ${JSON.stringify(lines.slice(range))}`;
}

async function tell(fixture: Fixture, texts = fixture.texts): Promise<string[]> {
  return (await diagnose(fixture, texts)).map(one => told(texts, one)).sort();
}

function expected(fixture: Fixture): string[] {
  return fixture.expectations
    .map(
      ({ path, line, code, text }) =>
        `${relative(workerRoot, path)}:${line + 1} ${code} on ${JSON.stringify(text)}`,
    )
    .sort();
}

/** Applies the first fix of every diagnostic until none is left or nothing changes. */
async function fixAll(fixture: Fixture, rule: string): Promise<Map<string, string>> {
  let texts = new Map(fixture.texts);
  for (let round = 0; round < 5; round++) {
    const found = (await diagnose(fixture, texts)).filter(one => one.code === rule);
    const fixes = found.flatMap(one => one.fixes.slice(0, 1));
    const changed = applyFixes(texts, fixes);
    if (changed.size === 0) break;
    texts = new Map([...texts, ...changed]);
  }
  return texts;
}

describe.each(allRules.map(rule => [rule.code, rule] as const))('%s', (code, rule) => {
  for (const name of fixtureNames(rule.name, 'bad')) {
    it(`${name}: reports what the markers say, and nothing else`, async () => {
      const fixture = readFixture(rule.name, name);
      expect(fixture.expectations.filter(one => one.code === code)).not.toEqual([]);
      expect(await tell(fixture)).toEqual(expected(fixture));
      expect(failures).toEqual([]);
    });
    const fixedName = name.replace(/^bad/, 'fixed');
    if (!existsSync(join(ruleFolder(rule.name), fixedName))) continue;
    it(`${name}: fixes give ${fixedName}`, async () => {
      const fixture = readFixture(rule.name, name);
      const fixed = await fixAll(fixture, code);
      for (const [path, text] of storedFiles(rule.name, fixedName)) {
        expect(fixed.get(join(workerRoot, path)), path).toBe(text);
      }
      expect(await fixAll({ ...fixture, texts: fixed }, code)).toEqual(fixed);
    });
  }

  for (const name of fixtureNames(rule.name, 'good')) {
    it(`${name}: is silent`, async () => {
      const fixture = readFixture(rule.name, name);
      expect(await tell(fixture)).toEqual(expected(fixture));
      expect(fixture.expectations.filter(one => one.code === code)).toEqual([]);
    });
  }

  it('has a true doc', async () => {
    const doc = readDoc(rule.name);
    expect(doc.title).toBe(`# ${code} ${rule.name}`);
    expect(doc.headings).toEqual([
      'What it does',
      'Why it matters',
      'Example',
      'Use instead',
      'When to ignore',
    ]);
    const codesOf = async (parts: ReadonlyMap<string, string>) =>
      (await diagnose(fixtureOf('doc', parts))).map(one => one.code);
    expect(await codesOf(doc.example), 'Example').toContain(code);
    expect(await codesOf(doc.useInstead), 'Use instead').not.toContain(code);
  });
});

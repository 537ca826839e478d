// `npm test`: every test there is, stage by stage, each against the real thing. The last line counts them all.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { npm, stopAllOnSignal } from './host/processes';
import { type Results, readResults } from './host/results';
import { type Stage, stages } from './host/stages';
import { root } from './support/tree';

const folder = join(root, '.cache/test-results');
const inCi = process.env.CI === 'true' || process.env.CI === '1';

export async function main(): Promise<void> {
  stopAllOnSignal();
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter(name => !stages.some(stage => stage.name === name));
  if (unknown.length > 0) {
    console.error(`No such stage: ${unknown.join(', ')}. There are ${stages.map(s => s.name).join(', ')}.`);
    process.exit(2);
  }
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const all = new Map<string, Results>();
  heading('Build');
  try {
    await npm(['run', '--silent', 'build'], { cwd: root, show: true });
  } catch (error) {
    const failures = [{ title: 'the bundles can be built', error: (error as Error).message }];
    process.exitCode = summary(new Map([['Build', { passed: 0, failures, skips: [] }]]));
    return;
  }
  for (const stage of stages) {
    if (wanted.length === 0 || wanted.includes(stage.name)) all.set(stage.title, await runStage(stage));
  }
  process.exitCode = summary(all);
}

async function runStage(stage: Stage): Promise<Results> {
  heading(stage.title);
  const started = Date.now();
  const missing = await stage.missing();
  if (missing !== undefined) return unable(stage, missing);
  const file = join(folder, `${stage.name}.jsonl`);
  let broken: string | undefined;
  try {
    await stage.run(file);
  } catch (error) {
    broken = error instanceof Error ? error.message : String(error);
  }
  const results = readResults(file);
  const failures = [...results.failures];
  // A stage that fails without a failed test failed around them.
  if (broken !== undefined && failures.length === 0) failures.push({ title: stage.title, error: broken });
  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(`${stage.title}: ${results.passed} passed, ${failures.length} failed in ${seconds} s`);
  return { ...results, failures };
}

function unable(stage: Stage, reason: string): Results {
  console.log(`${stage.title} cannot run here: ${reason}`);
  const title = `${stage.title} (all of it)`;
  return inCi
    ? { passed: 0, failures: [{ title, error: reason }], skips: [] }
    : { passed: 0, failures: [], skips: [{ title, reason }] };
}

function heading(title: string): void {
  console.log(`\n── ${title} ${'─'.repeat(Math.max(0, 76 - title.length))}`);
}

function summary(all: ReadonlyMap<string, Results>): number {
  const failures = [...all].flatMap(([stage, results]) => results.failures.map(one => ({ stage, ...one })));
  const skips = [...all.values()].flatMap(results => results.skips);
  const passed = [...all.values()].reduce((sum, results) => sum + results.passed, 0);
  if (skips.length > 0) heading('Skipped');
  for (const skip of skips) console.log(`- ${skip.title}${skip.reason ? `: ${skip.reason}` : ''}`);
  if (failures.length > 0) heading('Failed');
  for (const { stage, title, error } of failures) {
    console.log(`\n✗ ${stage}: ${title}\n${indent(error)}`);
  }
  const skipped = skips.length > 0 ? `, ${skips.length} skipped` : '';
  console.log(`\n${passed} passed, ${failures.length} failed${skipped}`);
  return failures.length > 0 || passed === 0 ? 1 : 0;
}

function indent(text: string): string {
  return text.replace(/^/gm, '    ');
}

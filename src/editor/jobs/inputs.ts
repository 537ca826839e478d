// The inputs a job can be made from: the worker's test_input.json, the tests of .runpod/tests.json, and what was sent to
// the endpoint before.
import { basename, join } from 'node:path';
import { isRecord, parseJson } from '../../base/json';
import { inputFieldsOf } from '../../project/inputSchema';
import type { InputField, InputSource } from '../../protocol/jobConsole';
import { prettyJson } from '../../protocol/prettyJson';
import type { KnownWorker, Workers } from '../workers/workers';
import type { SessionJob } from './job';

export interface OfferedInput extends InputSource {
  readonly text: () => string;
}

const mostOfHistory = 10;

export function offeredInputs(
  workers: readonly KnownWorker[],
  sent: readonly SessionJob[],
): readonly OfferedInput[] {
  return [...workers.flatMap(inputsOf), ...history(sent)];
}

function inputsOf({ worker }: KnownWorker): OfferedInput[] {
  const group = basename(worker.folder);
  const own = worker.testInputs.map(({ path, text }) => ({
    id: path,
    label: basename(path),
    group,
    text: () => text,
  }));
  const shared = worker.hubFiles
    .filter(({ path }) => basename(path) === 'tests.json')
    .flatMap(({ path, text }) =>
      testsIn(text).map(({ name, input }, index) => ({
        id: `${path}#${index}`,
        label: name ?? `Test ${index + 1}`,
        group: `${group} · tests.json`,
        text: () => prettyJson({ input }),
      })),
    );
  return [...own, ...shared];
}

function testsIn(text: string): readonly { readonly name: string | undefined; readonly input: unknown }[] {
  const json = parseJson(text);
  const tests = json.ok && isRecord(json.value) && Array.isArray(json.value.tests) ? json.value.tests : [];
  return tests
    .filter(isRecord)
    .map(({ name, input }) => ({ name: typeof name === 'string' ? name : undefined, input }));
}

function history(sent: readonly SessionJob[]): OfferedInput[] {
  const texts = new Set<string>();
  const found: OfferedInput[] = [];
  for (const { key, request } of sent) {
    // Requests may hold megabytes: two that begin alike for this long are taken for the same.
    const flat =
      request === undefined ? '' : prettyJson(request, { maxCharacters: 400 }).replace(/\s+/g, ' ');
    if (flat === '' || texts.has(flat)) continue;
    texts.add(flat);
    const label = `${flat.slice(0, 60)}${flat.length > 60 ? '…' : ''}`;
    found.push({ id: key, label, group: 'Sent before', text: () => prettyJson(request) });
    if (found.length === mostOfHistory) break;
  }
  return found;
}

/** The workers behind an endpoint, as far as their names tell: all of them where none has its name. */
export function workersOf(workers: Workers, endpointName: string): readonly KnownWorker[] {
  const all = workers.all ?? [];
  const same = all.filter(({ worker }) => basename(worker.folder) === endpointName);
  return same.length > 0 ? same : all;
}

export function fieldsOf(workers: readonly KnownWorker[]): readonly InputField[] {
  return workers.flatMap(({ worker }) => inputFieldsOf(worker.pythonFiles));
}

/** `.runpod/tests.json` with one more test in it; a file that cannot be read as such is not touched. */
export function withTest(
  text: string | undefined,
  test: { readonly name: string; readonly input: unknown },
): string | undefined {
  const json = text === undefined ? { ok: true as const, value: { tests: [] } } : parseJson(text);
  if (!json.ok || !isRecord(json.value)) return undefined;
  const { tests = [] } = json.value;
  if (!Array.isArray(tests)) return undefined;
  return `${JSON.stringify({ ...json.value, tests: [...tests, test] }, null, 2)}\n`;
}

/** Where the tests of a worker are kept. */
export function testsFile({ worker }: KnownWorker): string {
  return (
    worker.hubFiles.find(({ path }) => basename(path) === 'tests.json')?.path ??
    join(worker.folder, '.runpod', 'tests.json')
  );
}

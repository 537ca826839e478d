// Update template over random templates of 25 variables, with somebody else editing in between: exactly the chosen
// fields change, whatever they changed is there afterwards or told as a conflict, and nothing else is lost. Both ways
// of writing: the bound template (GraphQL, full replace) and the endpoint's own settings (REST v2, env replaced whole).
// Every field that an update can change takes part, the readme where there is one: in templates.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/base/errors';
import { saveAndRollOut } from '../../src/emulator/control/templates';
import type { ContainerRecord } from '../../src/emulator/store/records';
import type { TemplateChange } from '../../src/flows/templateChange';
import { applyTemplateUpdate, planTemplateUpdate } from '../../src/flows/updateTemplate';
import { localCloud } from '../support/localCloud';
import { memoryShelf } from '../support/memoryShelf';

/** Cases for each of the two ways. */
const numRuns = Number(process.env.RUNPOD_PROPERTY_CASES ?? 1_000);

/** Everything of a template that an update can change, as plain data. */
interface State {
  readonly image: string;
  readonly args: string;
  readonly disk: number;
  readonly ports: string;
  readonly registry: string;
  readonly readme: string;
  readonly env: Readonly<Record<string, string>>;
}

interface Edit extends Partial<Omit<State, 'env'>> {
  readonly set: Readonly<Record<string, string>>;
  readonly remove: readonly string[];
}

const keys = Array.from({ length: 25 }, (_, i) => (i % 5 === 4 ? `TOKEN_${i}` : `KEY_${i}`));
const value = fc.string({ unit: 'grapheme', maxLength: 30 });
const image = fc.nat(9).map(n => `registry.test/ocr:${n}`);
const ports = fc.constantFrom('', '8000/http', '8000/http,22/tcp');
const args = fc.constantFrom('', 'python -u handler.py', '{"cmd":["python"]}');
const disk = fc.integer({ min: 1, max: 200 });
const registry = fc.constantFrom('', 'credential1', 'credential2');
const readme = fc.constantFrom('', 'Words that no update may lose.', '# Read me');

const state: fc.Arbitrary<State> = fc.record({
  image,
  args,
  disk,
  ports,
  registry,
  readme,
  env: fc
    .tuple(...keys.map(() => value))
    .map(list => Object.fromEntries(keys.map((key, i) => [key, list[i] ?? '']))),
});

const edit: fc.Arbitrary<Edit> = fc
  .record(
    {
      image,
      args,
      disk,
      ports,
      registry,
      readme,
      set: fc.dictionary(fc.constantFrom(...keys, 'NEW_1', 'NEW_2', 'NEW_3'), value, { maxKeys: 4 }),
      remove: fc.subarray(keys, { maxLength: 3 }),
    },
    { requiredKeys: ['set', 'remove'] },
  )
  .map(given => ({ ...given, remove: given.remove.filter(key => !Object.hasOwn(given.set, key)) }));

const moment = fc.constantFrom('never', 'before the check', 'before the write', 'after the write');

function after(before: State, { set, remove, ...fields }: Edit): State {
  const kept = Object.entries(before.env).filter(([key]) => !remove.includes(key));
  return { ...before, ...fields, env: { ...Object.fromEntries(kept), ...set } };
}

function changeOf({
  set,
  remove,
  image: to,
  args: command,
  disk: diskGb,
  ports: open,
  registry: credential,
  readme: words,
}: Edit): TemplateChange {
  return {
    ...(to !== undefined && { image: to }),
    ...(command !== undefined && { args: command }),
    ...(diskGb !== undefined && { diskGb }),
    ...(open !== undefined && { ports: open }),
    ...(credential !== undefined && { registry: credential }),
    ...(words !== undefined && { readme: words }),
    env: { set, remove },
  };
}

/** Names of the fields in which two states differ. */
function differences(a: State, b: State): string[] {
  const fields = (['image', 'args', 'disk', 'ports', 'registry', 'readme'] as const).filter(
    name => a[name] !== b[name],
  );
  const names = [...new Set([...Object.keys(a.env), ...Object.keys(b.env)])];
  return [...fields, ...names.filter(name => a.env[name] !== b.env[name]).map(name => `env.${name}`)];
}

interface Case {
  readonly api: 'graphql' | 'rest';
  readonly before: State;
  readonly mine: Edit;
  readonly theirs: Edit;
  readonly when: string;
}

async function run({ api, before, mine, theirs, when }: Case) {
  const world = { id: '', pending: 'wait' as 'wait' | 'armed' | 'done' };
  const { cloud, local, clock } = localCloud({
    between: async (request, next) => {
      if (api === 'rest' && new URL(request.url).pathname === '/graphql')
        return new Response('{}', { status: 403 });
      const text = request.method === 'GET' ? '' : await request.clone().text();
      const isWrite = request.method === 'PATCH' || text.includes('saveTemplate(');
      if (!isWrite || world.pending !== 'armed') return next(request);
      world.pending = 'done';
      if (when === 'before the write') await interfere();
      const reply = await next(request);
      if (when === 'after the write') await interfere();
      return reply;
    },
  });
  const { platform } = local;
  const record = () => platform.account.endpoints.get(world.id)!;
  const template = () => platform.account.templates.get(record().templateId)!;
  const state = () => stateOf(record().container, template().readme);
  const others = { startSsh: true, allowedCudaVersions: ['12.8'] };

  async function interfere(): Promise<void> {
    const next = after(state(), theirs);
    await saveAndRollOut(platform, { ...template(), container: containerOf(next), readme: next.readme });
  }

  world.id = await local.endpoint();
  platform.account.endpoints.put({ ...record(), container: containerOf(before) });
  platform.account.templates.put({
    ...template(),
    container: containerOf(before),
    readme: before.readme,
    ...others,
  });
  const settings = JSON.stringify({ ...record(), container: null, version: 0 });
  const shelf = memoryShelf();
  const plan = await planTemplateUpdate(cloud, { endpointId: world.id, change: changeOf(mine) });
  if (when === 'before the check') await interfere();
  world.pending = 'armed';
  const outcome = await applyTemplateUpdate(cloud, plan, { snapshots: shelf, clock }).catch(
    error => error as unknown,
  );
  // What is no matter of the update never changes, whoever wins.
  expect(JSON.stringify({ ...record(), container: null, version: 0 })).toBe(settings);
  expect(template()).toMatchObject(others);
  return { outcome, now: state(), kept: [...shelf.texts.values()], plan };
}

function stateOf(
  { image: of, args: command, disk: size, env, ...more }: ContainerRecord,
  words: string,
): State {
  const [open, credential] = [more.ports.join(','), more.registry ?? ''];
  return { image: of, args: command, disk: size, env, ports: open, registry: credential, readme: words };
}

function containerOf({ readme: _, ports: open, registry: credential, ...same }: State): ContainerRecord {
  return { ...same, ports: open.split(',').filter(Boolean), registry: credential || null };
}

/** `base` with those fields as they are in `other`. */
function withFields(base: State, other: State, names: readonly string[]): State {
  const env = new Map(Object.entries(base.env));
  const fields: Record<string, unknown> = {};
  for (const name of names) {
    const key = name.replace(/^env\./, '');
    const text = other.env[key];
    if (key === name) fields[name] = other[name as keyof State];
    else if (text === undefined) env.delete(key);
    else env.set(key, text);
  }
  return { ...base, ...fields, env: Object.fromEntries(env) };
}

interface Expected {
  /** What must be there afterwards, to the letter. */
  readonly now: State;
  /** Fields of a conflict that must be told; undefined when none may be. */
  readonly conflict: readonly string[] | undefined;
}

function expectedOf({ api, before, mine, theirs, when }: Case): Expected {
  const wanted = after(before, mine);
  // What is set to the value it has is no change.
  const mineFields = differences(before, wanted);
  const meanwhile = after(when === 'after the write' ? wanted : before, theirs);
  const theirFields = differences(when === 'after the write' ? wanted : before, meanwhile);
  if (when === 'never' || theirFields.length === 0) return { now: wanted, conflict: undefined };
  // Nothing was written over them.
  if (when === 'before the check') return { now: meanwhile, conflict: [] };
  // GraphQL is read back; a PATCH answers with what it wrote, before they came.
  if (when === 'after the write') return { now: meanwhile, conflict: api === 'graphql' ? [] : undefined };
  // Their edits of other fields are in place again; of the same fields ours are, and that is told.
  const clashes = mineFields.filter(
    name => theirFields.includes(name) && differences(meanwhile, wanted).includes(name),
  );
  return {
    now: withFields(meanwhile, wanted, mineFields),
    conflict: clashes.length > 0 ? clashes : undefined,
  };
}

/**
 * What can happen and be seen. REST v2 knows no readme: an update that goes there has none to write. And a readme that
 * is edited within the milliseconds of saveTemplate leaves no trace in either API.
 */
function possible({ api, mine, theirs, when, ...given }: Case): Case {
  const without = ({ readme: _, ...others }: Edit): Edit => others;
  const isUnseen = api === 'graphql' && when === 'before the write';
  return {
    ...given,
    api,
    when,
    mine: api === 'rest' ? without(mine) : mine,
    theirs: api === 'rest' || isUnseen ? without(theirs) : theirs,
  };
}

async function judge(given: Case): Promise<void> {
  // Everything in a case is done in promises: the runner gets its turn between two of them.
  await new Promise(resolve => setImmediate(resolve));
  const { outcome, now, kept, plan } = await run(given);
  const mineFields = differences(given.before, after(given.before, given.mine));
  expect(plan.changes.map(({ field }) => field).sort()).toEqual(mineFields.map(shown).sort());
  const error = outcome instanceof AppError ? outcome : undefined;
  if (outcome instanceof Error && !error) throw outcome;
  if (mineFields.length === 0) {
    expect(error?.kind).toBe('refused');
    return;
  }
  const expected = expectedOf(given);
  expect(differences(now, expected.now)).toEqual([]);
  expect(error?.kind).toBe(expected.conflict && 'conflict');
  for (const name of expected.conflict ?? []) expect(error?.message).toContain(shown(name));
  expect(kept).toHaveLength(given.when === 'before the check' && error ? 0 : 1);
}

/** As templates call it. */
function shown(name: string): string {
  const names = { image: 'imageName', args: 'dockerArgs', disk: 'containerDiskInGb' };
  return { ...names, registry: 'containerRegistryAuthId' }[name] ?? name;
}

describe('update template', () => {
  const cases = { before: state, mine: edit, theirs: edit, when: moment };
  it.each(['graphql', 'rest'] as const)('loses nothing over %s, whoever edits in between', async api => {
    await fc.assert(
      fc.asyncProperty(fc.record(cases), given => judge(possible({ api, ...given }))),
      { numRuns },
    );
  });

  it('over REST v2 leaves a readme that somebody edits meanwhile alone, and writes none', async () => {
    const [before] = fc.sample(state, { seed: 1, numRuns: 1 });
    const mine = { set: { KEY_0: 'mine' }, remove: [] };
    for (const when of ['before the check', 'before the write', 'after the write']) {
      const theirs = { readme: 'Theirs.', set: {}, remove: [] };
      const { outcome, now } = await run({ api: 'rest', before: before!, mine, theirs, when });
      expect([when, outcome]).toEqual([when, expect.objectContaining({ putBack: [] })]);
      expect(now).toMatchObject({ readme: 'Theirs.', env: { KEY_0: 'mine' } });
    }
    const update = run({
      api: 'rest',
      before: before!,
      mine: { ...mine, readme: 'Mine.' },
      theirs: mine,
      when: 'never',
    });
    await expect(update).rejects.toMatchObject({ kind: 'refused' });
  });
});

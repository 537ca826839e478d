// Writes: everything is sent, what was saved is read back, and a difference is told. The fake resets what it is
// not sent, as RunPod's saveEndpoint and saveTemplate do.
import { describe, expect, it } from 'vitest';
import { aGraphEndpoint, anEndpoint, aTemplate } from '../../support/builders';
import { cloudOver, type TestCloud } from '../../support/clouds';
import { type Asked, json, problem } from '../../support/fakeServer';
import { letTimePass } from '../../support/letTimePass';

interface Graphed {
  readonly query: string;
  readonly variables: { readonly input: Record<string, unknown>; readonly id: string };
}

interface Quirks {
  /** How often a template is read as it was before it was saved. */
  readonly staleReads?: number;
  /** A field that is taken and dropped. */
  readonly ignores?: string;
}

/** A GraphQL back end with one endpoint and one template, and the resets of the real one. */
class BackEnd {
  sent: Record<string, unknown> = {};
  private endpoint: Record<string, unknown> = {
    ...aGraphEndpoint(),
    modelReferences: ['https://huggingface.co/a/b:main'],
  };
  private template: Record<string, unknown> = aTemplate();
  private readonly stale: Record<string, unknown>[] = [];

  constructor(private readonly quirks: Quirks) {}

  answer({ method, body }: Asked): Response {
    // REST v2 is not for this key.
    if (method === 'GET') return problem(403, 'Forbidden', 'access denied');
    const { query, variables } = body as Graphed;
    const name = /(saveEndpoint|saveTemplate|podTemplate|myself)\b\W/.exec(query)?.[1] ?? '';
    const answers: Record<string, () => unknown> = {
      saveEndpoint: () => {
        const resets = { id: 'ep1', workersMax: 3, idleTimeout: 10, scalerValue: 4, version: 4 };
        return (this.endpoint = { ...resets, ...this.keep(variables.input) });
      },
      saveTemplate: () => {
        for (let i = 0; i < (this.quirks.staleReads ?? 0); i++) this.stale.push(this.template);
        this.template = { id: 't1', ...this.keep(variables.input) };
        return { id: 't1' };
      },
      podTemplate: () => (variables.id === 't1' ? (this.stale.shift() ?? this.template) : null),
      myself: () => ({ endpoint: variables.id === 'ep1' ? this.endpoint : null }),
    };
    return json({ data: { [name]: answers[name]?.() } });
  }

  private keep(input: Record<string, unknown>): Record<string, unknown> {
    this.sent = input;
    const { [this.quirks.ignores ?? '']: _, ...saved } = input;
    return saved;
  }
}

function backEnd(quirks: Quirks = {}): TestCloud & { sent(): Record<string, unknown> } {
  const end = new BackEnd(quirks);
  return { ...cloudOver(asked => end.answer(asked)), sent: () => end.sent };
}

const input = {
  id: 'ep1',
  name: 'ocr',
  templateId: 't1',
  gpuIds: 'ADA_24',
  gpuCount: 1,
  workersMin: 0,
  workersMax: 7,
  idleTimeout: 42,
  scalerType: 'QUEUE_DELAY',
  scalerValue: 9,
  executionTimeoutMs: 600_000,
  locations: '',
  networkVolumeId: '',
  flashBootType: 'OFF',
} as const;

describe('saving an endpoint', () => {
  it('sends back what it does not mean to change', async () => {
    const { cloud, sent } = backEnd();
    const saved = await cloud.endpoints.save({ ...input, workersMax: 8 });
    expect(sent()).toMatchObject({
      ...input,
      workersMax: 8,
      modelReferences: ['https://huggingface.co/a/b:main'],
      type: 'QB',
    });
    expect(saved).toMatchObject({ workersMax: 8, idleTimeout: 42, scalerValue: 9 });
  });

  it('tells which fields were not kept', async () => {
    const { cloud } = backEnd({ ignores: 'idleTimeout' });
    await expect(cloud.endpoints.save(input)).rejects.toMatchObject({
      kind: 'conflict',
      message: 'RunPod saved endpoint ocr, but not as sent: idleTimeout.',
    });
  });

  it('knows nothing of an endpoint that is not there', async () => {
    const { cloud, sent } = backEnd();
    await expect(cloud.endpoints.save({ ...input, id: 'ep9' })).rejects.toMatchObject({ kind: 'not-found' });
    expect(sent()).toEqual({});
  });

  it('refuses a name or a range that RunPod would refuse', async () => {
    const { cloud, server } = backEnd();
    await expect(cloud.endpoints.save({ ...input, name: 'ab' })).rejects.toThrow('at least 3');
    await expect(cloud.endpoints.save({ ...input, workersMin: 9 })).rejects.toThrow('not a range');
    expect(server.asked).toEqual([]);
  });
});

describe('saving a template', () => {
  it('sends every field, and waits for stale reads to pass', async () => {
    const { cloud, clock, sent } = backEnd({ staleReads: 3 });
    const template = { ...aTemplate(), imageName: 'registry.test/ocr:2' };
    const saved = await letTimePass(clock, cloud.templates.save(template));
    expect(sent()).toEqual(template);
    expect(saved).toEqual(template);
  });

  it('tells what was not kept', async () => {
    const { cloud, clock } = backEnd({ staleReads: 99 });
    const lossy = letTimePass(clock, cloud.templates.save({ ...aTemplate(), env: [] }));
    await expect(lossy).rejects.toMatchObject({
      kind: 'conflict',
      message: 'RunPod saved template ocr-template, but not as sent: env.',
    });
  });

  it('fills in what RunPod needs for a new one', async () => {
    const { cloud, sent } = backEnd();
    await cloud.templates.save({ name: 'new', imageName: 'a:1' });
    expect(sent()).toEqual({
      name: 'new',
      imageName: 'a:1',
      dockerArgs: '',
      containerDiskInGb: 20,
      volumeInGb: 0,
      env: [],
      isServerless: true,
    });
  });
});

describe('scaling and deleting', () => {
  it('keeps the idle timeout while it scales, and checks what came back', async () => {
    const { cloud, server } = cloudOver(({ method, body }) =>
      json(
        anEndpoint(
          method === 'PATCH' ? { workers: (body as { workers: { min: number; max: number } }).workers } : {},
        ),
      ),
    );
    await cloud.endpoints.scale('ep1', { min: 1, max: 2 });
    expect(server.asked[1]?.body).toEqual({ workers: { min: 1, max: 2, idleTimeout: 5 } });
  });

  it('tells the way out of a spent quota', async () => {
    const sentence = 'Max workers across all endpoints must not exceed your workers quota (5).';
    const { cloud } = cloudOver(({ method }) =>
      method === 'PATCH' ? problem(400, 'Bad Request', sentence) : json(anEndpoint()),
    );
    await expect(cloud.endpoints.scale('ep1', { min: 0, max: 9 })).rejects.toMatchObject({
      message: expect.stringContaining('workers quota (5)'),
      remedy: expect.stringContaining('Lower the maximum'),
    });
  });

  it('takes the workers down before it deletes, and tries again while one is still going', async () => {
    let refusals = 2;
    const { cloud, clock, server } = cloudOver(({ method, url }) => {
      if (url.pathname === '/graphql') {
        return refusals-- > 0
          ? json({ data: null, errors: [{ message: 'Endpoint still has workers' }] })
          : json({ data: { deleteEndpoint: null } });
      }
      return json(anEndpoint(method === 'PATCH' ? { workers: { min: 0, max: 0, idleTimeout: 5 } } : {}));
    });
    await letTimePass(clock, cloud.endpoints.delete('ep1'));
    expect(server.asked.map(({ method, url }) => `${method} ${url.pathname}`)).toEqual([
      'GET /v2/serverless/ep1',
      'PATCH /v2/serverless/ep1',
      'POST /graphql',
      'POST /graphql',
      'POST /graphql',
    ]);
  });
});

// The door to the network: what it sends, what it repeats, what it makes of every kind of refusal.
import { describe, expect, it } from 'vitest';
import { AppError, explain } from '../../../src/base/errors';
import { anEndpoint } from '../../support/builders';
import { cloudOver, testKey } from '../../support/clouds';
import { type Answer, json, networkError, problem, silence } from '../../support/fakeServer';
import { letTimePass, turn } from '../../support/letTimePass';

const list = () => json({ endpoints: [anEndpoint()] });

async function failureOf(answer: Answer): Promise<{ error: AppError; asked: number }> {
  const { cloud, clock, server } = cloudOver(answer);
  const error = await letTimePass(clock, cloud.endpoints.list()).then(
    () => undefined,
    thrown => thrown,
  );
  expect(error).toBeInstanceOf(AppError);
  expect(clock.pending).toBe(0);
  return { error, asked: server.asked.length };
}

describe('what is sent', () => {
  it('carries our name and the key as a header, never in the address', async () => {
    const { cloud, server, lines } = cloudOver(list);
    await cloud.endpoints.list();
    const asked = server.asked[0];
    expect(asked?.headers.get('authorization')).toBe(`Bearer ${testKey}`);
    expect(asked?.headers.get('user-agent')).toBe('runpod-worker-dev/test');
    expect(asked?.url.href).toBe('https://api.test/v2/serverless');
    expect(lines.join('\n')).not.toContain(testKey);
  });

  it('logs the request id of the reply', async () => {
    const { cloud, lines } = cloudOver(() =>
      json({ endpoints: [] }, { headers: { 'x-request-id': 'req-42' } }),
    );
    await cloud.endpoints.list();
    expect(lines[0]).toMatch(/^GET api\.test\/v2\/serverless → 200 in \d+ ms \(request req-42\)$/);
  });

  it('refuses ids that would walk out of the route', async () => {
    const { cloud, server } = cloudOver(list);
    await expect(cloud.endpoints.get('..')).rejects.toThrow('is not an endpoint id');
    await expect(cloud.endpoints.get('a/b')).rejects.toThrow('is not an endpoint id');
    await expect(cloud.jobs.status('ep1', '')).rejects.toThrow('is not a job id');
    expect(server.asked).toEqual([]);
  });
});

describe('repeating', () => {
  it('repeats a read after a passing failure', async () => {
    const { cloud, clock, server } = cloudOver((_, nth) =>
      nth < 3 ? new Response('', { status: 503 }) : list(),
    );
    expect(await letTimePass(clock, cloud.endpoints.list())).toHaveLength(1);
    expect(server.asked).toHaveLength(3);
  });

  it('gives up after four tries and says so', async () => {
    const { error, asked } = await failureOf(() => new Response('', { status: 502 }));
    expect(asked).toBe(4);
    expect(error.message).toBe('api.test failed with 502 for the list of endpoints.');
  });

  it('repeats a read whose connection broke, but not one nobody answers', async () => {
    const broken = await failureOf(() => Promise.reject(networkError('ECONNRESET')));
    expect(broken.asked).toBe(4);
    const refused = await failureOf(() => Promise.reject(networkError('ECONNREFUSED')));
    expect(refused.asked).toBe(1);
    expect(refused.error.message).toBe('Could not reach api.test: nothing answers there.');
  });

  it('never sends a job twice, and says that it may have been queued', async () => {
    const { cloud, clock, server } = cloudOver(() => Promise.reject(networkError('ECONNRESET')));
    const error = await letTimePass(clock, cloud.jobs.run('ep1', { input: { a: 1 } })).catch(
      thrown => thrown,
    );
    expect(server.asked).toHaveLength(1);
    expect(error.remedy).toContain('It may have been done or not');
  });

  it('sends anything again after a 429, once the time it was given has passed', async () => {
    const { cloud, clock, server } = cloudOver((_, nth) =>
      nth === 1
        ? json({}, { status: 429, headers: { 'retry-after': '12' } })
        : json({ id: 'j1', status: 'IN_QUEUE' }),
    );
    const start = clock.now();
    const job = await letTimePass(clock, cloud.jobs.run('ep1', { input: { a: 1 } }));
    expect(job.id).toBe('j1');
    expect(server.asked).toHaveLength(2);
    expect(clock.now() - start).toBeGreaterThanOrEqual(12_000);
  });

  it('does not sit out a wait of many minutes', async () => {
    const { error, asked } = await failureOf(() =>
      json({}, { status: 429, headers: { 'retry-after': '1800' } }),
    );
    expect(asked).toBe(1);
    expect(error).toMatchObject({ kind: 'rate-limited', retryAfterMs: 1_800_000 });
  });

  it('holds every request of a scope back while its quota is spent, and no other scope', async () => {
    const spent = { ratelimit: '"minute";r=0;t=7, "hour";r=2800;t=1812' };
    const { cloud, clock, server } = cloudOver(({ url }) =>
      url.host === 'jobs.test'
        ? json({ id: 'j1', status: 'IN_QUEUE' })
        : json({ endpoints: [] }, { headers: spent }),
    );
    await cloud.endpoints.list();
    const waiting = cloud.endpoints.get('ep1').catch(() => 'answered');
    await cloud.jobs.status('ep1', 'j1');
    await clock.advance(6_900);
    expect(server.paths).toEqual(['GET /v2/serverless', 'GET /v2/ep1/status/j1']);
    expect(await letTimePass(clock, waiting)).toBe('answered');
    expect(server.paths).toHaveLength(3);
  });
});

describe('single flight', () => {
  it('shares identical reads under way; a caller who leaves does not take the others along', async () => {
    let open: ((reply: Response) => void) | undefined;
    const { cloud, server } = cloudOver(
      () =>
        new Promise(resolve => {
          open = resolve;
        }),
    );
    const leaving = new AbortController();
    const first = cloud.endpoints.list(leaving.signal).catch(error => error.kind);
    const second = cloud.endpoints.list();
    await turn();
    leaving.abort();
    expect(await first).toBe('cancelled');
    open?.(list());
    expect(await second).toHaveLength(1);
    expect(server.asked).toHaveLength(1);
  });

  it('aborts the request when the last caller leaves', async () => {
    const { cloud, clock } = cloudOver(silence);
    const leaving = new AbortController();
    const only = cloud.endpoints.list(leaving.signal).catch(error => error.kind);
    await turn();
    leaving.abort();
    expect(await only).toBe('cancelled');
    await turn();
    expect(clock.pending).toBe(0);
  });

  it('does not let a read that began before a write answer one that begins after it', async () => {
    const pending: Array<(reply: Response) => void> = [];
    const { cloud, server } = cloudOver(({ method }) =>
      method === 'POST'
        ? json({ id: 'j1', status: 'CANCELLED' })
        : new Promise(resolve => {
            pending.push(resolve);
          }),
    );
    const before = cloud.jobs.status('ep1', 'j1');
    await turn();
    await cloud.jobs.cancel('ep1', 'j1');
    const after = cloud.jobs.status('ep1', 'j1');
    await turn();
    expect(server.asked).toHaveLength(3);
    pending[0]?.(json({ id: 'j1', status: 'IN_QUEUE' }));
    pending[1]?.(json({ id: 'j1', status: 'CANCELLED' }));
    expect((await before).status).toBe('IN_QUEUE');
    expect((await after).status).toBe('CANCELLED');
  });
});

describe('refusals', () => {
  const cases: ReadonlyArray<[string, () => Response, Partial<AppError>]> = [
    [
      'problem+json with its list',
      () =>
        problem(422, 'Unprocessable Entity', 'Request validation failed.', [
          '$: missing property',
          '$: more',
        ]),
      {
        kind: 'remote',
        message:
          'api.test declined the list of endpoints (422): Request validation failed: $: missing property; $: more.',
      },
    ],
    ['a plain-text 401', () => new Response('Unauthorized', { status: 401 }), { kind: 'unauthorized' }],
    ['an empty 401', () => new Response('', { status: 401 }), { kind: 'unauthorized', status: 401 }],
    ['403', () => problem(403, 'Forbidden', 'access denied'), { kind: 'unauthorized' }],
    [
      '404',
      () => problem(404, 'Not Found', 'resource not found'),
      { kind: 'not-found', message: 'There is no list of endpoints.' },
    ],
    [
      "a gateway's page",
      () =>
        new Response('<!DOCTYPE html><html><head><title>api.test | 521: Web server is down</title></head>…', {
          status: 521,
          headers: { 'content-type': 'text/html' },
        }),
      { message: 'api.test failed with 521 for the list of endpoints: api.test | 521: Web server is down.' },
    ],
    [
      '402',
      () => problem(402, 'Payment Required', 'insufficient balance'),
      { message: expect.stringContaining('balance') },
    ],
    [
      'HTML with 200',
      () => new Response('<html>Log in</html>'),
      { message: expect.stringContaining('cannot be read') },
    ],
    ['an empty 200', () => new Response(''), { message: expect.stringContaining('it is empty') }],
    [
      'JSON of another shape',
      () => json({ endpoints: [{ id: 1 }] }),
      { message: expect.stringContaining('endpoints.0.id') },
    ],
    [
      'half a document',
      () => new Response('{"endpoints":[{"id":"e'),
      { message: expect.stringContaining('it begins with') },
    ],
  ];
  it.each(cases)('%s', async (_, answer, expected) => {
    const { error } = await failureOf(answer);
    expect(error).toMatchObject(expected);
  });

  it('quotes text from outside cleaned, cut and without the key', async () => {
    const hostile = `\u001b[31mbad\u0007 ${testKey} \u202e${'x'.repeat(10_000)}`;
    const { error } = await failureOf(() => json({ error: hostile }, { status: 400 }));
    expect(error.message).not.toContain(testKey);
    expect(error.message).not.toMatch(/[\u0000-\u001f\u202e]/);
    expect(error.message.length).toBeLessThan(500);
    expect(explain(error).message).toBe(error.message);
  });

  it('stops reading a reply without end', async () => {
    let sent = 0;
    const endless = () =>
      new Response(
        new ReadableStream({
          pull(controller) {
            sent++;
            controller.enqueue(new Uint8Array(1024 * 1024));
          },
        }),
      );
    const { error } = await failureOf(endless);
    expect(error.message).toBe('The reply is larger than 32 MB.');
    expect(sent).toBeLessThan(40);
  });

  it('ends a request that nobody answers, and one whose body never ends', async () => {
    const silent = await failureOf(silence);
    expect(silent.error).toMatchObject({ kind: 'timeout', message: 'api.test did not answer within 30 s.' });
    const started = () =>
      new Response(new ReadableStream({ start: part => part.enqueue(new Uint8Array([123])) }));
    const { error } = await failureOf(started);
    expect(error.kind).toBe('timeout');
  });

  it('ends a request of a fetch that never hears of the abort', async () => {
    const { cloud, clock } = cloudOver(list, () => new Promise(() => undefined));
    const result = cloud.endpoints.list().catch(error => error.kind);
    expect(await letTimePass(clock, result)).toBe('timeout');
  });

  it('says so at once when the caller aborts', async () => {
    const { cloud, clock } = cloudOver(silence);
    const abort = new AbortController();
    const result = cloud.endpoints.list(abort.signal).catch(error => error.kind);
    abort.abort();
    expect(await result).toBe('cancelled');
    await turn();
    expect(clock.pending).toBe(0);
  });
});

describe('redirects', () => {
  const to = (location: string) => new Response(null, { status: 302, headers: { location } });

  it('follows within the same origin', async () => {
    const { cloud, server } = cloudOver((_, nth) => (nth === 1 ? to('/v2/elsewhere') : list()));
    await cloud.endpoints.list();
    expect(server.paths).toEqual(['GET /v2/serverless', 'GET /v2/elsewhere']);
  });

  it.each([
    'https://evil.test/v2/serverless',
    'http://api.test/v2/serverless',
    '//evil.test/',
    'nonsense://',
  ])('never takes the key to %s', async location => {
    const { error, asked } = await failureOf(() => to(location));
    expect(asked).toBe(1);
    expect(error.remedy).toContain('Your key was not sent there');
  });

  it('does not go round in circles', async () => {
    const { error, asked } = await failureOf(() => to('/v2/serverless'));
    expect(asked).toBe(4);
    expect(error.message).toContain('sent us elsewhere');
  });
});

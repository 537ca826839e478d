// Load-balancing endpoints with real workers: HTTP servers in Python that share nothing but this machine. What is asked of
// them is what the platform documents: health, routing, limits, streams, web sockets, the key at the gate.
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RealLocal, until } from '../../support/realLocal';

const local = new RealLocal();
beforeAll(() =>
  local.start({ balancerWaitMs: 20_000, balancerAnswerMs: 3_000, healthCheckMs: 100, startGapMs: 500 }),
);
afterAll(() => local.stop());

async function deploy(
  fields: Record<string, unknown> = {},
  env: Record<string, string> = {},
): Promise<string> {
  const reply = await local.rest('/serverless', {
    name: 'balanced',
    image: local.imageOf('balanced'),
    args: 'python -u app.py',
    type: 'LOAD_BALANCER',
    gpu: { pools: ['ADA_24'] },
    scaling: { type: 'REQUEST_COUNT', requestCount: 2 },
    workers: { min: 0, max: 1, idleTimeout: 60 },
    env,
    ...fields,
  });
  if (reply.status !== 201) throw new Error(JSON.stringify(reply.body));
  return reply.body.requestUrls.base;
}

const idOf = (base: string) => base.split('/').at(-1) ?? '';
const bearer = () => ({ authorization: `Bearer ${local.running.info.key}` });
const ask = (base: string, path: string, init: RequestInit = {}) =>
  fetch(`${base}${path}`, { ...init, headers: { ...bearer(), ...init.headers } });
const post = (base: string, path: string, body: string) => ask(base, path, { method: 'POST', body });

describe('a load-balancing endpoint', () => {
  let base = '';
  beforeAll(async () => {
    base = await deploy();
  });

  it('starts a worker for the first request and passes on path, query, headers and body, but not the key', async () => {
    const reply = await ask(base, '/generate?n=2', {
      method: 'POST',
      body: 'hello',
      headers: { 'x-mine': 'yes' },
    });
    expect(reply.status).toBe(201);
    const told = (await reply.json()) as { headers: Record<string, string> };
    expect(told).toMatchObject({ path: '/generate?n=2', bytes: 5, headers: { 'x-mine': 'yes' } });
    expect(told.headers).not.toHaveProperty('authorization');
    expect((await ask(base, '/nowhere')).status).toBe(404);
    expect((await ask(base, '/ping')).status).toBe(200);
  });

  it('is known by its kind and counts its workers, but has no jobs', async () => {
    const { body } = await local.rest(`/serverless/${idOf(base)}`);
    expect(body).toMatchObject({ type: 'LOAD_BALANCER', requestUrls: { base, health: `${base}/ping` } });
    expect((await local.job(idOf(base), '/health')).body.workers).toMatchObject({ ready: 1, idle: 1 });
    const refused = await local.job(idOf(base), '/run', { input: {} });
    expect(refused).toMatchObject({ status: 400, body: { error: expect.stringContaining(base) } });
  });

  it('lets nobody in without the key', async () => {
    const bare = await fetch(`${base}/ping`);
    expect([bare.status, await bare.json()]).toEqual([
      401,
      { status: 401, title: 'Unauthorized', detail: 'no token provided' },
    ]);
    const wrong = await fetch(`${base}/ping`, { headers: { authorization: 'Bearer nobody' } });
    expect([wrong.status, ((await wrong.json()) as { detail: string }).detail]).toEqual([
      401,
      'invalid api key',
    ]);
    const foreign = await new Promise(resolve =>
      request(`${base}/ping`, { headers: { ...bearer(), host: 'evil.example' } }, reply =>
        resolve(reply.statusCode),
      ).end(),
    );
    expect(foreign).toBe(403);
  });

  it('knows neither other endpoints nor those with a queue', async () => {
    expect((await ask(base.replace(idOf(base), 'nobody'), '/')).status).toBe(404);
    const queued = await local.deploy({ sdk: '1.12.0', fields: { workers: { min: 0, max: 0 } } });
    const refused = await ask(base.replace(idOf(base), queued), '/generate');
    expect([refused.status, await refused.json()]).toEqual([400, { error: 'not allowed for QB API' }]);
  });

  it('passes a stream on as it comes', async () => {
    const reply = await ask(base, '/stream');
    const arrived: number[] = [];
    let text = '';
    for await (const part of reply.body ?? []) {
      arrived.push(Date.now());
      text += Buffer.from(part).toString();
    }
    expect(text).toBe('data: 0\n\ndata: 1\n\ndata: 2\n\n');
    expect((arrived.at(-1) ?? 0) - (arrived[0] ?? 0)).toBeGreaterThan(400);
  });

  it('carries web sockets both ways', async () => {
    const refused = await socket(base.replace(idOf(base), 'nobody'), bearer()).catch(
      (error: Error) => error.message,
    );
    expect(refused).toBe('404');
    expect(await socket(base, {}).catch((error: Error) => error.message)).toBe('401');
    const { say, close } = await socket(base, bearer());
    expect(await say('first')).toBe('first');
    expect(await say('second on the same')).toBe('second on the same');
    const [worker] = local.workers(idOf(base));
    expect(worker && local.running.platform.heldBy(worker)).toBe(1);
    close();
    await until(() => worker !== undefined && local.running.platform.heldBy(worker) === 0, 5_000);
  });

  it('limits payloads to 30 MB and the time of an answer', async () => {
    const body = 'x'.repeat(31 * 1024 * 1024);
    const tooMuch = await post(base, '/generate', body).then(
      reply => reply.status,
      () => 'cut off',
    );
    expect([413, 'cut off']).toContain(tooMuch);
    expect((await post(base, '/generate', body.slice(0, 29 * 1024 * 1024))).status).toBe(201);
    expect((await ask(base, '/large')).status).toBe(502);
    expect((await ask(base, '/sleep?s=5')).status).toBe(524);
  });

  it('takes a worker out of the pool while it is unwell, and asks it again when it is well', async () => {
    const status = async () => (await local.rest(`/serverless/${idOf(base)}/workers`)).body.workers[0].status;
    await post(base, '/health', '500');
    await until(async () => (await status()) === 'UNHEALTHY', 5_000);
    const waiting = post(base, '/generate', 'later');
    const [worker] = local.workers(idOf(base));
    await fetch(`http://127.0.0.1:${worker?.ports?.main}/health`, { method: 'POST', body: 'null' });
    expect((await waiting).status).toBe(201);
    await until(async () => (await status()) === 'IDLE', 5_000);
  });

  it('loses the requests of a worker that dies, and starts another for the next', async () => {
    const [dying] = local.workers(idOf(base));
    expect((await ask(base, '/die')).status).toBe(502);
    await until(() => dying?.phase !== 'ready', 5_000);
    expect((await post(base, '/generate', 'again')).status).toBe(201);
  });
});

describe('more workers of a load-balancing endpoint', () => {
  it('start by the number of open requests, each on a port of its own, and share them', async () => {
    const base = await deploy(
      { workers: { min: 1, max: 2, idleTimeout: 60 } },
      { PORT: '5000', PORT_HEALTH: '5000' },
    );
    await post(base, '/generate', 'one');
    const open = [1, 2, 3].map(() => ask(base, '/sleep?s=2.5'));
    await until(
      () => local.workers(idOf(base)).filter(({ phase }) => phase === 'ready').length === 2,
      15_000,
    );
    const [first, second] = local.workers(idOf(base));
    expect(first?.ports?.main).not.toBe(second?.ports?.main);
    const shared = new Set<string>();
    await until(async () => {
      const replies = await Promise.all([1, 2, 3, 4].map(() => post(base, '/generate', '')));
      for (const reply of replies) shared.add(((await reply.json()) as { worker: string }).worker);
      return shared.size === 2;
    }, 5_000);
    await Promise.all(open);
  });

  it('are waited for while they answer 204; a caller who waits too long is told', async () => {
    const slow = await deploy({}, { WARM_UP: '1.5' });
    const began = Date.now();
    expect((await post(slow, '/generate', '')).status).toBe(201);
    expect(Date.now() - began).toBeGreaterThan(1_500);
    const none = await deploy({ workers: { min: 0, max: 0 } });
    const gone = await ask(none, '/', { signal: AbortSignal.timeout(200) }).catch(() => 'gone');
    expect(gone).toBe('gone');
    await until(() => local.running.platform.traffic.waitingCount(idOf(none)) === 0, 5_000);
  });

  it('that cannot start refuse what waits for them, with the traceback', async () => {
    const broken = await deploy({ args: 'python -c "raise RuntimeError(\'no weights\')"' });
    const refused = await ask(broken, '/generate');
    expect(refused.status).toBe(400);
    expect(((await refused.json()) as { error: string }).error).toContain('no weights');
  });
});

/** Opens a web socket; rejects with the status of a refusal. */
function socket(base: string, headers: Record<string, string>) {
  return new Promise<{ say(text: string): Promise<string>; close(): void }>((resolve, reject) => {
    const upgrade = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' };
    const key = { 'sec-websocket-key': Buffer.from('0123456789abcdef').toString('base64') };
    const opening = request(`${base}/socket`, { headers: { ...headers, ...upgrade, ...key } });
    opening.on('response', reply => {
      reply.resume();
      reject(new Error(String(reply.statusCode)));
    });
    opening.on('error', reject);
    opening.on('upgrade', (_, stream) =>
      resolve({
        close: () => stream.destroy(),
        say(text) {
          const mask = Buffer.from([1, 2, 3, 4]);
          const masked = Buffer.from(text).map((byte, n) => byte ^ (mask[n % 4] ?? 0));
          stream.write(Buffer.concat([Buffer.from([0x81, 0x80 | text.length]), mask, masked]));
          return new Promise(heard =>
            stream.once('data', (frame: Buffer) => heard(frame.subarray(2).toString())),
          );
        },
      }),
    );
    opening.end();
  });
}

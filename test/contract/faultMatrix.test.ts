// Faults of servers, gateways and networks, injected on real sockets: each ends in one message that says what happened,
// reads are repeated where that helps, writes never, nothing written is lost, and the key is in no sink.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { Cloud } from '../../src/api/cloud';
import { createCloud } from '../../src/api/createCloud';
import { AppError, type ErrorKind, explain } from '../../src/base/errors';
import { createLogger } from '../../src/base/log';
import { snapshotFiles } from '../../src/flows/adapters/snapshotFiles';
import { createEndpoint } from '../../src/flows/endpointLife';
import { applyTemplateUpdate, planTemplateUpdate } from '../../src/flows/updateTemplate';
import { anEndpoint } from '../support/builders';
import { type Fault, type Faulty, faulty, hurriedClock } from '../support/faultServer';
import { testKey } from '../support/localPlatform';
import { root } from '../support/tree';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

async function world(...args: Parameters<typeof faulty>): Promise<Faulty> {
  const made = await faulty(...args);
  open.push(made);
  return made;
}

const tls = (name: string) => ({
  key: readFileSync(join(root, `test/fixtures/tls/${name}.key`), 'utf8'),
  cert: readFileSync(join(root, `test/fixtures/tls/${name}.pem`), 'utf8'),
});
const problem = (status: number, detail: string, more: object = {}): Fault => {
  return (_, reply) => {
    reply.writeHead(status, { 'content-type': 'application/problem+json' });
    reply.end(JSON.stringify({ title: 'No', status, detail, ...more }));
  };
};
const plain = (status: number, text: string, headers: Record<string, string> = {}): Fault => {
  return (_, reply) => void reply.writeHead(status, headers).end(text);
};
const graph = (body: object, status = 200): Fault => {
  return (_, reply) =>
    void reply.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};
/** The first reply is bad, the next ones are the platform's. */
const once = (fault: Fault): Fault => {
  return (request, reply, more) => (more.nth === 1 ? fault(request, reply, more) : more.pass());
};
const list = JSON.stringify({ endpoints: [anEndpoint()] });
const megabyte = 1024 * 1024;

/** Everything a person or a file may get to see of a failure. */
function sinksOf(error: unknown, lines: readonly string[]): string {
  const log: string[] = [];
  createLogger((_, line) => log.push(line)).error('It failed.', error);
  const { message, stack, cause } = error as Error;
  const causes =
    cause instanceof Error ? `${cause.message} ${cause.stack} ${JSON.stringify(cause)}` : String(cause);
  return [
    ...lines,
    ...log,
    message,
    stack,
    causes,
    JSON.stringify(error),
    JSON.stringify(explain(error)),
  ].join('\n');
}

interface Row {
  readonly fault: Fault;
  /** `none` when the fault is survived. */
  readonly kind: ErrorKind | 'none';
  readonly says?: RegExp;
  /** How often the request is sent; 1 by default. */
  readonly sent?: number;
  /** GraphQL instead of REST v2. */
  readonly over?: 'graphql';
  readonly server?: { readonly tls?: ReturnType<typeof tls>; readonly hurry?: number };
}

const reads: Record<string, Row> = {
  '401 as problem+json': {
    fault: problem(401, 'missing bearer token'),
    kind: 'unauthorized',
    says: /does not accept this API key/,
  },
  '401 as plain text': { fault: plain(401, 'Unauthorized'), kind: 'unauthorized' },
  '401 without a word': { fault: plain(401, ''), kind: 'unauthorized' },
  '402': { fault: problem(402, 'insufficient balance'), kind: 'remote', says: /balance is too low/ },
  '403': { fault: problem(403, 'access denied'), kind: 'unauthorized', says: /does not allow this key/ },
  "403 of a firewall's page": {
    fault: plain(403, '<html><title>Attention Required!</title></html>'),
    kind: 'unauthorized',
    says: /Attention Required/,
  },
  '404': { fault: problem(404, 'resource not found'), kind: 'not-found' },
  '409': { fault: problem(409, 'the name is taken'), kind: 'conflict', says: /the name is taken/ },
  '413': { fault: problem(413, 'body too large'), kind: 'usage', says: /too large/ },
  '422 with its list': {
    fault: problem(422, 'Request validation failed.', { errors: ["$: missing property 'scaling'"] }),
    kind: 'remote',
    says: /missing property 'scaling'/,
  },
  '429 with Retry-After': { fault: once(plain(429, '', { 'retry-after': '3' })), kind: 'none', sent: 2 },
  '429 without Retry-After': {
    fault: plain(429, 'slow down'),
    kind: 'rate-limited',
    says: /wait 10 s/,
    sent: 4,
  },
  '429 for half an hour': {
    fault: plain(429, '', { 'retry-after': '1800' }),
    kind: 'rate-limited',
    says: /1800 s/,
  },
  '429 with a date': {
    fault: once(plain(429, '', { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' })),
    kind: 'none',
    sent: 2,
  },
  'a spent quota in RateLimit': {
    fault: once(plain(429, '', { ratelimit: '"minute";r=0;t=4' })),
    kind: 'none',
    sent: 2,
  },
  '500': { fault: problem(500, 'oh no'), kind: 'remote', says: /failed with 500/, sent: 4 },
  '500 that passes': { fault: once(plain(500, '')), kind: 'none', sent: 2 },
  '502 as HTML': {
    fault: plain(502, '<html><head><title>502 Bad Gateway</title></head></html>', {
      'content-type': 'text/html',
    }),
    kind: 'remote',
    says: /502 Bad Gateway/,
    sent: 4,
  },
  '503 that passes': { fault: once(plain(503, '')), kind: 'none', sent: 2 },
  '504': { fault: plain(504, ''), kind: 'timeout', sent: 4 },
  '524': { fault: plain(524, 'error code: 524'), kind: 'timeout', says: /took too long/ },
  'a reset before the head': {
    fault: request => void request.socket.destroy(),
    kind: 'remote',
    says: /connection broke/,
    sent: 4,
  },
  'a reset that passes': { fault: once(request => void request.socket.destroy()), kind: 'none', sent: 2 },
  'a reset in the body': {
    fault: (request, reply) => {
      reply.writeHead(200, { 'content-length': 1000 });
      reply.write('{"endpoints":[');
      setTimeout(() => request.socket.destroy(), 20);
    },
    kind: 'remote',
    says: /connection broke/,
    sent: 4,
  },
  silence: { fault: () => undefined, kind: 'timeout', says: /did not answer within 30 s/ },
  'a slow loris': {
    fault: (request, reply) => {
      reply.writeHead(200);
      const timer = setInterval(() => reply.write(' '), 20);
      request.socket.on('close', () => clearInterval(timer));
    },
    kind: 'timeout',
  },
  'truncated JSON': { fault: plain(200, list.slice(0, -20)), kind: 'remote', says: /cannot be read/ },
  'malformed JSON': { fault: plain(200, '{endpoints: []}'), kind: 'remote', says: /cannot be read/ },
  'nothing at all': { fault: plain(200, ''), kind: 'remote', says: /it is empty/ },
  null: { fault: plain(200, 'null'), kind: 'remote', says: /cannot be read/ },
  'nulls in place of values': {
    fault: plain(200, '{"endpoints":[null]}'),
    kind: 'remote',
    says: /endpoints\.0/,
  },
  'wrong types': {
    fault: plain(200, list.replace('"max":3', '"max":"3"')),
    kind: 'remote',
    says: /workers\.max/,
  },
  'an array in place of an object': { fault: plain(200, '[]'), kind: 'remote', says: /cannot be read/ },
  "a login page's HTML": {
    fault: plain(200, '<html><body>Please log in</body></html>'),
    kind: 'remote',
    says: /cannot be read/,
  },
  'invalid UTF-8': {
    fault: (_, reply) => void reply.writeHead(200).end(Buffer.from([0xff, 0xfe, 0x7b])),
    kind: 'remote',
    says: /cannot be read/,
  },
  'a body of 50 MB': {
    fault: plain(200, ' '.repeat(50 * megabyte)),
    kind: 'remote',
    says: /larger than 32 MB/,
    server: { hurry: 1 },
  },
  'a gzip bomb': {
    fault: (_, reply) =>
      void reply.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(40 * megabyte))),
    kind: 'remote',
    says: /larger than 32 MB/,
    server: { hurry: 1 },
  },
  'gzip that is none': {
    fault: plain(200, 'not gzip', { 'content-encoding': 'gzip' }),
    kind: 'remote',
    says: /not compressed/,
  },
  'a redirect to another host': {
    fault: plain(302, '', { location: 'http://localhost:9/steal' }),
    kind: 'remote',
    says: /sent us elsewhere/,
  },
  'a redirect to itself': {
    fault: (request, reply) => void reply.writeHead(302, { location: request.url }).end(),
    kind: 'remote',
    says: /sent us elsewhere/,
    sent: 4,
  },
  'a head without end': {
    fault: (_, reply) => void reply.writeHead(200, { 'x-long': 'x'.repeat(100_000) }).end(list),
    kind: 'remote',
    says: /head of its reply is too large/,
  },
  'the key echoed': {
    fault: (request, reply) => void reply.writeHead(400).end(`you sent ${request.headers.authorization}`),
    kind: 'remote',
    says: /you sent/,
  },
  'the key echoed with 200': {
    fault: (request, reply) => void reply.end(`you sent ${request.headers.authorization}`),
    kind: 'remote',
    says: /begins with "you sent/,
  },
  'a certificate nobody signed for': {
    fault: plain(200, list),
    kind: 'remote',
    says: /certificate/,
    sent: 0,
    server: { tls: tls('localhost') },
  },
  'a certificate of another name': {
    fault: plain(200, list),
    kind: 'remote',
    says: /certificate/,
    sent: 0,
    server: { tls: tls('elsewhere') },
  },
  'GraphQL errors with 200': {
    fault: graph({ data: null, errors: [{ message: 'Something went wrong' }] }),
    kind: 'remote',
    says: /Something went wrong/,
    over: 'graphql',
  },
  'GraphQL errors with 400': {
    fault: graph({ errors: [{ message: 'Cannot query field "x"' }] }, 400),
    kind: 'remote',
    says: /Cannot query field/,
    over: 'graphql',
  },
  'GraphQL with half of the data': {
    fault: graph({
      data: { myself: { id: 'u', podTemplates: null } },
      errors: [{ message: 'podTemplates failed' }],
    }),
    kind: 'remote',
    says: /podTemplates failed/,
    over: 'graphql',
  },
  'GraphQL that knows nobody': {
    fault: graph({ data: { myself: null } }),
    kind: 'unauthorized',
    says: /does not know this API key/,
    over: 'graphql',
  },
  'GraphQL that asks for patience': {
    fault: once(graph({ errors: [{ message: 'Too many requests, try again later' }] })),
    kind: 'none',
    sent: 2,
    over: 'graphql',
  },
  'GraphQL that echoes the key': {
    fault: (request, reply) =>
      void reply.end(JSON.stringify({ errors: [{ message: `bad ${request.headers.authorization}` }] })),
    kind: 'remote',
    says: /bad/,
    over: 'graphql',
  },
  'GraphQL as HTML': {
    fault: plain(502, '<title>Bad gateway</title>'),
    kind: 'remote',
    says: /Bad gateway/,
    sent: 4,
    over: 'graphql',
  },
};

describe('a fault while reading', () => {
  it.each(Object.entries(reads))('%s', async (_, { fault, kind, says, sent = 1, over, server = {} }) => {
    const path = over === 'graphql' ? '/graphql' : '/v2/serverless';
    const { cloud, lines, hits } = await world({ hits: request => request.url === path, fault, ...server });
    const asked: Promise<unknown> = over === 'graphql' ? cloud.account.myself() : cloud.endpoints.list();
    const error = await asked.then(
      () => undefined,
      thrown => thrown as unknown,
    );
    if (kind === 'none') expect(error).toBeUndefined();
    else expect(error).toBeInstanceOf(AppError);
    if (error instanceof AppError) {
      expect(error.kind).toBe(kind);
      if (says) expect(explain(error).message).toMatch(says);
      expect(error.message).not.toMatch(/\n|undefined|\[object/);
    }
    expect(hits()).toBe(sent);
    expect(sinksOf(error ?? new Error(''), lines)).not.toContain(testKey);
  });

  const elsewhere = async (origin: string, cloudOf: (cloud: Cloud) => Promise<unknown>) => {
    const lines: string[] = [];
    const log = createLogger((_, line) => lines.push(line));
    const urls = { graphql: `${origin}/graphql`, rest: `${origin}/v2`, jobs: `${origin}/v2` };
    const cloud = createCloud({
      urls,
      key: testKey,
      clock: hurriedClock(30),
      log,
      userAgent: 'test',
      random: () => 0,
    });
    const error = await cloudOf(cloud).catch(thrown => thrown as AppError);
    expect(sinksOf(error, lines)).not.toContain(testKey);
    return error as AppError;
  };

  it('nobody listens', async () => {
    const { origin, close } = await faulty({ hits: () => true, fault: plain(200, list) });
    await close();
    const error = await elsewhere(origin, cloud => cloud.endpoints.list());
    expect(error).toMatchObject({
      kind: 'remote',
      message: expect.stringMatching(/nothing answers there\.$/),
    });
  });

  it('a name that is not known', async () => {
    const error = await elsewhere('https://nothing.invalid', cloud => cloud.endpoints.list());
    expect(error).toMatchObject({
      kind: 'remote',
      message: expect.stringMatching(/nothing\.invalid: its name/),
    });
  });

  it('something that is not HTTP', async () => {
    const server = createTcpServer(socket =>
      socket.on('error', () => undefined).end('SSH-2.0-OpenSSH_9.6\r\n'),
    );
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    open.push({ close: async () => void server.close() });
    const { port } = server.address() as AddressInfo;
    const error = await elsewhere(`http://127.0.0.1:${port}`, cloud => cloud.endpoints.list());
    expect(error).toMatchObject({ kind: 'remote', message: expect.stringContaining('not HTTP') });
  });

  it('a redirect never takes the key along', async () => {
    const seen: IncomingMessage[] = [];
    const thief = createServer((request, reply) => {
      seen.push(request);
      reply.end(list);
    });
    await new Promise<void>(resolve => thief.listen(0, '127.0.0.1', resolve));
    open.push({ close: async () => void thief.close() });
    const location = `http://127.0.0.1:${(thief.address() as AddressInfo).port}/v2/serverless`;
    for (const status of [301, 302, 303, 307, 308]) {
      const { cloud } = await world({ hits: () => true, fault: plain(status, '', { location }) });
      await expect(cloud.endpoints.list()).rejects.toThrow('sent us elsewhere');
      await expect(cloud.jobs.run('ep1', { input: { a: 1 } })).rejects.toThrow('sent us elsewhere');
    }
    expect(seen).toEqual([]);
  });
});

interface WriteRow {
  readonly fault: Fault;
  readonly kind: ErrorKind | 'none';
  /** What the template runs afterwards. */
  readonly after: 'old' | 'new';
  readonly sent?: number;
}

/** The work is done, the answer is lost. */
const lost = (how: Fault): Fault => {
  return async (request, reply, more) => {
    await more.apply();
    await how(request, reply, more);
  };
};

const writes: Record<string, WriteRow> = {
  '401': { fault: plain(401, 'Unauthorized'), kind: 'unauthorized', after: 'old' },
  '403': { fault: plain(403, ''), kind: 'unauthorized', after: 'old' },
  '429 with Retry-After': {
    fault: once(plain(429, '', { 'retry-after': '2' })),
    kind: 'none',
    after: 'new',
    sent: 2,
  },
  '500 before it was done': { fault: plain(500, ''), kind: 'remote', after: 'old' },
  '502 after it was done': { fault: lost(plain(502, '<html>')), kind: 'remote', after: 'new' },
  '524 after it was done': { fault: lost(plain(524, '')), kind: 'timeout', after: 'new' },
  'a reset before it was done': {
    fault: request => void request.socket.destroy(),
    kind: 'remote',
    after: 'old',
  },
  'a reset after it was done': {
    fault: lost(request => void request.socket.destroy()),
    kind: 'remote',
    after: 'new',
  },
  'an answer of garbage': { fault: lost(plain(200, '<html>')), kind: 'remote', after: 'new' },
  'an answer of nothing': {
    fault: lost(graph({ data: { saveTemplate: null } })),
    kind: 'remote',
    after: 'new',
  },
  'GraphQL errors': {
    fault: graph({ errors: [{ message: 'Something went wrong' }] }),
    kind: 'remote',
    after: 'old',
  },
  'GraphQL "try again later"': {
    fault: graph({ errors: [{ message: 'try again later' }] }),
    kind: 'remote',
    after: 'old',
  },
};

describe('a fault while writing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'faults-'));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it.each(Object.entries(writes))('%s', async (_, { fault, kind, after, sent = 1 }) => {
    const { cloud, clock, lines, hits, local } = await world({
      hits: (_request, body) => body.includes('saveTemplate('),
      fault,
    });
    const id = await local.endpoint({ image: 'test/image:1' }, { MODE: 'fast', TOKEN: 'x' });
    const change = { image: 'test/image:2', env: { set: { MODE: 'slow' } } };
    const plan = await planTemplateUpdate(cloud, { endpointId: id, change });
    const deps = { snapshots: snapshotFiles(folder), clock };
    const error = await applyTemplateUpdate(cloud, plan, deps).then(
      () => undefined,
      thrown => thrown as AppError,
    );
    expect(error?.kind).toBe(kind === 'none' ? undefined : kind);
    // Whoever does not know whether it was done is told to look; a refusal says that nothing was done.
    if (error && /remote|timeout/.test(kind) && after === 'new') {
      expect(`${error.message} ${error.remedy}`).toMatch(/look before/);
    }
    // Once means once, and the template is the old one or the new one, never something in between.
    expect(hits()).toBe(sent);
    const { container } = local.platform.account.endpoints.get(id)!;
    expect([container.image, container.env]).toEqual(
      after === 'new'
        ? ['test/image:2', { MODE: 'slow', TOKEN: 'x' }]
        : ['test/image:1', { MODE: 'fast', TOKEN: 'x' }],
    );
    // The way back was on disk before anything was sent.
    const [name, ...others] = readdirSync(join(folder, 'snapshots'));
    expect(others).toEqual([]);
    const kept = readFileSync(join(folder, 'snapshots', name!), 'utf8');
    expect(JSON.parse(kept).before.imageName).toBe('test/image:1');
    expect(`${sinksOf(error ?? new Error(''), lines)}${kept}`).not.toContain(testKey);
  });

  it('an endpoint whose answer was lost is found, not made twice', async () => {
    const { cloud, hits, local } = await world({
      hits: request => request.method === 'POST' && request.url === '/v2/serverless',
      fault: lost(request => void request.socket.destroy()),
    });
    const made = await createEndpoint(cloud, { name: 'my-ocr', image: 'test/image:1', pools: ['ADA_24'] });
    expect(hits()).toBe(1);
    expect(local.platform.account.endpoints.list().map(({ id }) => id)).toEqual([made.id]);
  });

  it('scaling is sent once, and told when its answer is lost', async () => {
    const { cloud, hits, local } = await world({
      hits: request => request.method === 'PATCH',
      fault: lost(plain(502, '')),
    });
    const id = await local.endpoint();
    await expect(cloud.endpoints.scale(id, { min: 0, max: 1 })).rejects.toMatchObject({
      remedy: expect.stringContaining('look before you do it again'),
    });
    expect(hits()).toBe(1);
    expect(local.platform.account.endpoints.get(id)?.workersMax).toBe(1);
  });
});

// The preflight against a real registry, with real bad images: each is told before anything is changed.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pinnedImage } from '../../src/flows/pinImages';
import { checkImage, type PreflightRequest } from '../../src/flows/preflight';
import { assumedPullBytesPerSecond } from '../../src/flows/pullEstimate';
import { findFile } from '../../src/image/registry/findFile';
import { readRemoteImage } from '../../src/image/registry/remoteImage';
import { engineTools, whyNoEngine } from '../support/engine/availability';
import { putImage, putIndex } from '../support/engine/putImage';
import { startRegistry, type TestRegistry } from '../support/engine/registry';
import { startTokenServer, type TokenServer } from '../support/engine/tokenServer';

const reason = whyNoEngine();
const me = { username: 'me', password: 'correct horse' };
const starts = { Cmd: ['python3', '-u', 'handler.py'], WorkingDir: '/app' };
const good = { config: starts, layers: [{ 'usr/bin/python3': 'x' }, { 'app/handler.py': 'print(1)' }] };

describe.skipIf(reason)(`preflight${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let folder: string;
  let open: TestRegistry;
  let closed: TestRegistry;
  let tokens: TokenServer;

  beforeAll(async () => {
    const tools = engineTools();
    if (typeof tools === 'string') throw new Error(tools);
    folder = mkdtempSync(join(tmpdir(), 'preflight-'));
    for (const name of ['open', 'closed']) mkdirSync(join(folder, name));
    tokens = await startTokenServer({ folder, ...me });
    open = await startRegistry({ command: tools.registry, folder: join(folder, 'open') });
    closed = await startRegistry({
      command: tools.registry,
      folder: join(folder, 'closed'),
      auth: tokens.auth,
    });
  });
  afterAll(async () => {
    await Promise.all([open?.stop(), closed?.stop(), tokens?.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  const access = () => ({ host: open.host, repository: 'me/w' });
  /** Both registries are on this machine, which for RunPod would end the matter: `local` looks further. */
  async function preflight(image: string, change: Partial<PreflightRequest> = {}) {
    const { auth } = change;
    const report = await checkImage({
      image,
      target: 'local',
      hasCredential: false,
      auth: undefined,
      initTimeoutSeconds: 420,
      pullBytesPerSecond: assumedPullBytesPerSecond,
      read: readRemoteImage,
      findFile: (remote, path) => findFile(remote, path, { auth }),
      signal: new AbortController().signal,
      ...change,
    });
    return Object.fromEntries(report.checks.map(check => [check.name, `${check.state}: ${check.message}`]));
  }
  const at = (tag: string) => `${open.host}/me/w:${tag}`;
  /** As for an account, past the check for this machine. */
  const asAccount = { target: 'account' as const };
  const named = (host: string) => host.replace('127.0.0.1', 'registry.localhost.test');

  it('passes a good image, its start file seen in its layers', async () => {
    await putImage(access(), 'good', good);
    expect(await preflight(at('good'))).toEqual({
      pullable: `ok: ${at('good')} can be pulled by anyone.`,
      tag: 'ok: The tag names one image.',
      amd64: 'ok: The image is for linux/amd64.',
      'start command': 'ok: It starts python3 -u handler.py.',
      'init timeout': expect.stringMatching(/^ok: .* to download/),
      'start file': 'ok: /app/handler.py is in the image.',
    });
  });

  it.each([
    ['never copied', [{ 'usr/bin/python3': 'x' }, { 'app/main.py': '' }]],
    ['removed by a later layer', [{ 'app/handler.py': '' }, { 'app/.wh.handler.py': '' }]],
    ['removed with its folder', [{ 'app/handler.py': '' }, { 'app/.wh..wh..opq': '', 'app/other.py': '' }]],
  ])('misses a start file that was %s', async (_, layers) => {
    await putImage(access(), 'nofile', { config: starts, layers });
    expect(await preflight(at('nofile'))).toMatchObject({
      'start file': 'failed: The image starts /app/handler.py, and has no such file.',
    });
  });

  it('does not claim what it cannot see', async () => {
    await putImage(access(), 'link', {
      config: starts,
      layers: [{ 'opt/x': '' }],
      claimedBytes: 900_000_000,
    });
    expect(await preflight(at('link'))).not.toHaveProperty('start file');
    await putImage(access(), 'module', { config: { Cmd: ['python3', '-m', 'worker'] } });
    expect(await preflight(at('module'))).not.toHaveProperty('start file');
    expect(await preflight(at('link'), { startsOtherwise: true })).toMatchObject({
      'start command': 'ok: The template says what to start.',
    });
  });

  it('knows images for other processors, and picks ours out of several', async () => {
    const arm = await putImage(access(), 'arm', { ...good, architecture: 'arm64' });
    expect(await preflight(at('arm'))).toMatchObject({
      amd64: 'failed: The image is for linux/arm64; RunPod runs linux/amd64 only.',
    });
    const amd = await putImage(access(), 'amd', good);
    const attestation = await putImage(access(), 'attestation', { architecture: 'unknown' });
    await putIndex(access(), 'many', [
      { ...arm, architecture: 'arm64' },
      { ...attestation, os: 'unknown', architecture: 'unknown' },
      { ...amd, architecture: 'amd64' },
    ]);
    expect(await preflight(at('many'))).toMatchObject({
      amd64: 'ok: The image is for linux/amd64.',
      'start file': expect.stringMatching(/^ok/),
    });
    const remote = await readRemoteImage(at('many'));
    expect(remote.platforms).toEqual(['linux/amd64', 'linux/arm64']);
  });

  it('tells a dead tag, a dead repository and a dead registry apart from each other', async () => {
    expect(await preflight(at('dead'))).toMatchObject({
      pullable: expect.stringMatching(/^failed: Could not pull .* has no such image\.$/),
    });
    expect(await preflight(`${open.host}/me/none:1`)).toMatchObject({
      pullable: expect.stringMatching(/has no such image/),
    });
    expect(await preflight('127.0.0.1:9/me/w:1')).toMatchObject({
      pullable: expect.stringMatching(/127\.0\.0\.1:9 cannot be reached/),
    });
  });

  it('measures an image against the init timeout and the disk, and its CUDA against the hosts', async () => {
    const config = {
      ...starts,
      Env: ['CUDA_VERSION=12.8.1', 'NVIDIA_REQUIRE_CUDA=cuda>=12.8 brand=tesla,driver>=470'],
    };
    await putImage(access(), 'huge', { ...good, config, claimedBytes: 14_800_000_000 });
    // The registry is read under its own name while the checks believe in one that RunPod could reach.
    const read: PreflightRequest['read'] = (image, options) =>
      readRemoteImage(image.replace(named(open.host), open.host), options);
    const far = at('huge').replace(open.host, named(open.host));
    const findNothing: PreflightRequest['findFile'] = async () => 'unknown';
    const report = await preflight(far, { ...asAccount, read, findFile: findNothing, diskGb: 20 });
    expect(report).toMatchObject({
      'init timeout':
        'warning: 14.8 GB to download, about 593 s at an assumed 25.0 MB a second: a worker is given 420 s to start.',
      cuda: 'warning: The image needs CUDA 12.8, and the endpoint takes hosts with any version.',
      disk: 'warning: The container disk has 20 GB; an image of 14.8 GB is assumed to want 35 GB with room to write.',
    });
    const fitting = await preflight(far, {
      ...asAccount,
      read,
      findFile: findNothing,
      initTimeoutSeconds: 900,
      hostCuda: '12.4',
      diskGb: 40,
    });
    expect(fitting).toMatchObject({
      'init timeout': expect.stringMatching(/^ok/),
      cuda: expect.stringMatching(/^warning: .* hosts from 12\.4 on/),
      disk: 'ok: The container disk of 40 GB is large enough.',
    });
    expect(await preflight(at('huge'), asAccount)).toEqual({
      pullable: expect.stringMatching(/^failed: RunPod cannot reach 127\.0\.0\.1/),
    });
  });

  it('goes through the token flow: closed to anyone, open to who may', async () => {
    const image = `${closed.host}/me/w:1`;
    const token = async () => {
      const realm = /realm: "([^"]+)"/.exec(tokens.auth)?.[1];
      const basic = `Basic ${Buffer.from(`${me.username}:${me.password}`).toString('base64')}`;
      const reply = await fetch(`${realm}?service=test+registry&scope=repository:me/w:pull,push`, {
        headers: { authorization: basic },
      });
      return ((await reply.json()) as { token: string }).token;
    };
    await putImage(
      { host: closed.host, repository: 'me/w', authorization: `Bearer ${await token()}` },
      '1',
      good,
    );
    expect(await preflight(image)).toEqual({
      pullable: `failed: Could not pull ${image}: ${closed.host} does not let us.`,
      tag: 'ok: The tag names one image.',
    });
    expect(await preflight(image, { auth: { ...me, password: 'wrong' } })).toMatchObject({
      pullable: expect.stringMatching(/^failed/),
    });
    expect(await preflight(image, { auth: me })).toMatchObject({
      pullable: `ok: ${image} is private; the login for it is known.`,
      'start file': 'ok: /app/handler.py is in the image.',
    });
    expect(await preflight(image, { hasCredential: true })).toMatchObject({
      pullable: expect.stringMatching(/^warning: .* cannot be seen from here/),
    });
  });

  it('can be spared a moving tag: pinned, it names the same image after the next push', async () => {
    const image = `${open.host}/me/w:latest`;
    await putImage(access(), 'latest', good);
    const pinned = await pinnedImage(image, { findAuth: async () => undefined });
    const before = await readRemoteImage(image);
    expect(pinned).toBe(`${image}@${before.digest}`);
    await putImage(access(), 'latest', { ...good, layers: [...good.layers, { 'app/more.py': 'print(2)' }] });
    expect((await readRemoteImage(image)).digest).not.toBe(before.digest);
    expect((await readRemoteImage(pinned)).digest).toBe(before.digest);
  });
});

// A deployment as a whole, over a platform in memory: first time, again, broken at each step, taken up again.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError, cancelled } from '../../../src/base/errors';
import { journalFiles } from '../../../src/flows/adapters/journalFiles';
import { deploy, resumeDeploy } from '../../../src/flows/deploy';
import type { DeployDeps } from '../../../src/flows/deployContext';
import { type DeploySettings, describeDeployment } from '../../../src/flows/deployRecord';
import { BuildFailure } from '../../../src/image/build/buildFailure';
import { parseFolderImage } from '../../../src/wire/folderImage';
import { aWorker } from '../../support/builders';
import { aRemoteImage, Deploying, deployFailure } from '../../support/deploying';
import { letTimePass } from '../../support/letTimePass';

let at: Deploying;
let folder: string;
let platform: Deploying['platform'];
let clock: Deploying['clock'];

beforeEach(() => {
  at = new Deploying();
  ({ folder, platform, clock } = at);
});
afterEach(() => at.end());

const depsWith = (change: Partial<DeployDeps> = {}) => at.deps(change);
const processSettings = () => at.processSettings;
const containerSettings = () => at.containerSettings;
const never = new AbortController().signal;
const deployed: Deploying['deploy'] = (...given) => at.deploy(...given);

describe('deploy with the process runtime', () => {
  it('makes template and endpoint once, and says what each step took', async () => {
    const result = await deployed(processSettings(), depsWith(), { env: { MODE: 'fast' } });
    expect(parseFolderImage(result.image)).toEqual({
      folder,
      digest: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    expect(Object.keys(result.seconds)).toEqual([
      'build',
      'preflight',
      'template',
      'endpoint',
      'rollout',
      'ping',
    ]);
    expect(result).toMatchObject({
      endpointId: 'ep1',
      templateId: 't1',
      release: 1,
      ping: { ok: true },
      warnings: [],
    });
    expect(platform.templates.get('t1')).toMatchObject({
      imageName: result.image,
      env: [{ key: 'MODE', value: 'fast' }],
      isServerless: true,
    });
    expect(platform.endpoints.get('ep1')).toMatchObject({
      name: 'ocr',
      templateId: 't1',
      workersMin: 0,
      workersMax: 3,
    });
  });

  it('updates the endpoint of the same name, and loses nothing that it has', async () => {
    await deployed(processSettings(), depsWith(), { env: { HF_TOKEN: 'keep', MODE: 'fast' } });
    platform.templates.set('t1', { ...platform.templates.get('t1')!, readme: 'Mine.', ports: '8000/http' });
    platform.endpoints.set('ep1', {
      ...platform.endpoints.get('ep1')!,
      name: 'ocr -fb',
      workersMax: 7,
      idleTimeout: 42,
    });
    writeFileSync(join(folder, 'handler.py'), 'print(2)\n');
    const result = await deployed({ ...processSettings(), idleTimeout: 60 }, depsWith(), {
      env: { MODE: 'slow' },
    });
    expect(platform.endpoints.size).toBe(1);
    expect(platform.endpoints.get('ep1')).toMatchObject({ name: 'ocr -fb', workersMax: 7, idleTimeout: 60 });
    expect(platform.templates.get('t1')).toMatchObject({
      readme: 'Mine.',
      ports: '8000/http',
      imageName: result.image,
      env: [
        { key: 'HF_TOKEN', value: 'keep' },
        { key: 'MODE', value: 'slow' },
      ],
    });
    expect(result.previous).toMatchObject({ release: 1 });
  });

  it('writes nothing when nothing changed', async () => {
    await deployed(processSettings(), depsWith());
    platform.calls.length = 0;
    await deployed(processSettings(), depsWith());
    expect(platform.calls).not.toContain('templates.save');
    expect(platform.calls).not.toContain('endpoints.save');
  });

  it('refuses an account, and a folder whose check finds errors, before anything is written', async () => {
    const account = await deployFailure(
      deployed(
        processSettings(),
        depsWith({ target: { kind: 'account', name: 'me', cloud: platform.cloud } }),
      ),
    );
    expect(account.message).toBe(
      'An account runs images, not folders (step preflight). Nothing was changed on RunPod.',
    );
    const check = async () => [{ code: 'RP001', message: 'No start() here.', place: 'handler.py:3' }];
    const unclean = await deployFailure(deployed(processSettings(), depsWith({ check })));
    expect(unclean.message).toMatch(/No start\(\) here\. \(RP001, handler\.py:3\) \(step preflight\)/);
    expect(platform.templates.size).toBe(0);
  });
});

describe('deploy with the container runtime', () => {
  it('builds base and worker, pushes, and builds the base once', async () => {
    const engine = at.engine;
    const first = await deployed(containerSettings(), depsWith({ engine: engine.port }));
    expect(first.image).toMatch(/^127\.0\.0\.1:5000\/ocr:1a2b3c4d-[0-9a-f]{10}$/);
    const [base, worker] = engine.built;
    expect(base).toMatchObject({
      dockerfile: 'Dockerfile.base',
      tags: [expect.stringMatching(/:base-[0-9a-f]{12}$/)],
    });
    expect(worker?.buildArgs).toEqual({ BASE: base?.tags[0] });
    expect(first.seconds.build).toBeGreaterThanOrEqual(3);
    expect(engine.pushed).toEqual([base?.tags[0], first.image]);

    writeFileSync(join(folder, 'handler.py'), 'print(2)\n');
    const second = await deployed(containerSettings(), depsWith({ engine: engine.port }));
    expect(engine.built).toHaveLength(3);
    expect(second.image).not.toBe(first.image);
    writeFileSync(join(folder, 'requirements.txt'), 'runpod==1.7.10\n');
    await deployed(containerSettings(), depsWith({ engine: engine.port }));
    expect(engine.built.slice(3).map(each => each.dockerfile)).toEqual(['Dockerfile.base', 'Dockerfile']);
  });

  it('takes the base that another machine has pushed, and stops when cancelled on the way', async () => {
    const { engine } = at;
    const pulled: string[] = [];
    const containers = { ...engine.port.containers, pull: async (image: string) => void pulled.push(image) };
    const port = { ...engine.port, containers };
    await deployed(containerSettings(), depsWith({ engine: port }));
    expect(engine.built.map(each => each.dockerfile)).toEqual(['Dockerfile']);
    expect(pulled).toEqual([expect.stringMatching(/^127\.0\.0\.1:5000\/ocr:base-\w{12}$/)]);
    const pull = async () => {
      throw cancelled();
    };
    const stopped = await deployFailure(
      deployed(containerSettings(), depsWith({ engine: { ...port, containers: { ...containers, pull } } })),
    );
    expect(stopped).toMatchObject({ kind: 'cancelled', step: 'build' });
  });

  it('says what was looked for when there is no engine', async () => {
    const probes = [{ probed: 'Docker at /x', outcome: 'there is no such socket' }];
    const error = await deployFailure(deployed(containerSettings(), depsWith({ probes })));
    expect(error).toMatchObject({
      kind: 'missing-tool',
      step: 'build',
      detail: expect.stringContaining('Docker at /x: there is no such socket'),
    });
    expect(error.remedy).toMatch(/process runtime/);
  });

  it.each([
    [
      'arm64 only',
      { platforms: ['linux/arm64'] },
      /The image is for linux\/arm64; RunPod runs linux\/amd64 only/,
    ],
    ['nothing to start', { config: {} }, /neither CMD nor ENTRYPOINT/],
  ])('stops before anything is written: %s', async (_, fields, message) => {
    const deps = depsWith({ engine: at.engine.port, readRemote: async () => aRemoteImage(fields) });
    expect((await deployFailure(deployed(containerSettings(), deps))).message).toMatch(message);
    expect(platform.templates.size).toBe(0);
  });

  it('starts at an image that exists, without an engine', async () => {
    const settings: DeploySettings = {
      folder,
      runtime: 'container',
      name: 'ocr',
      image: 'ghcr.io/me/ocr:latest',
    };
    const target = { kind: 'account', name: 'me', cloud: platform.cloud } as const;
    const result = await deployed(
      settings,
      depsWith({ target, readRemote: async () => aRemoteImage({ compressedBytes: 14_800_000_000 }) }),
    );
    expect(Object.keys(result.seconds)).not.toContain('build');
    expect(result.warnings.join('\n')).toMatch(
      /"latest" moves[\s\S]*14\.8 GB to download[\s\S]*RUNPOD_INIT_TIMEOUT=900/,
    );
  });

  it('knows what RunPod cannot pull', async () => {
    const target = { kind: 'account', name: 'me', cloud: platform.cloud } as const;
    const local = await deployFailure(
      deployed(containerSettings(), depsWith({ target, engine: at.engine.port })),
    );
    expect(local.message).toMatch(/RunPod cannot reach 127\.0\.0\.1:5000/);
    const settings: DeploySettings = { folder, runtime: 'container', name: 'ocr', image: 'ghcr.io/me/ocr:1' };
    const readRemote: DeployDeps['readRemote'] = async (_, options) => {
      if (!options?.auth) throw new AppError('unauthorized', 'Could not pull it.');
      return aRemoteImage();
    };
    const findAuth = async () => ({ username: 'me', password: 'x' });
    const hidden = await deployFailure(deployed(settings, depsWith({ target, readRemote, findAuth })));
    expect(hidden.message).toMatch(/is private, and the template names no registry credential/);
    expect(hidden.remedy).toMatch(/make it public/);
    const open = await deployed(
      { ...settings, registryCredentialId: 'cred1' },
      depsWith({ target, readRemote, findAuth }),
    );
    expect(platform.templates.get(open.templateId)).toMatchObject({ containerRegistryAuthId: 'cred1' });
  });
});

describe('a deployment that fails', () => {
  const broken = new AppError('remote', 'RunPod is out of order.', { remedy: 'Wait.' });

  it.each([
    ['template', 'templates.save', /\(step template\)\. Nothing was changed on RunPod\./],
    [
      'endpoint',
      'endpoints.save',
      /\(step endpoint\)\. The template is saved with folder:.*; no endpoint was made yet\./,
    ],
    ['ping', 'jobs.runSync', /\(step ping\)\. The new endpoint ocr \(ep1\) is there with folder:/],
  ])(
    'at %s, says where it stands, and is taken up there without doubling anything',
    async (step, call, message) => {
      platform.failing.set(call, broken);
      const error = await deployFailure(deployed(processSettings(), depsWith()));
      expect(error).toMatchObject({ step, remedy: 'Wait.', kind: 'remote' });
      expect(error.message).toMatch(message);
      platform.failing.clear();
      const saved = await journalFiles(`${folder}-state`).load(error.record.id);
      expect(describeDeployment(saved!)).toMatch(new RegExp(`^Failed at ${step}: RunPod is out of order`));
      const result = await letTimePass(clock, resumeDeploy(saved!, {}, depsWith(), never));
      expect(result).toMatchObject({ endpointId: 'ep1', templateId: 't1', ping: { ok: true } });
      expect([platform.templates.size, platform.endpoints.size]).toEqual([1, 1]);
      expect((await journalFiles(`${folder}-state`).load(saved!.id))?.outcome).toBe('done');
    },
  );

  it('finds its own template when it was killed between the write and the note', async () => {
    platform.failing.set('templates.saved', new Error('killed'));
    const error = await deployFailure(deployed(processSettings(), depsWith()));
    platform.failing.clear();
    const interrupted = { ...error.record, outcome: 'running' as const };
    await letTimePass(clock, resumeDeploy(interrupted, {}, depsWith(), never));
    expect([platform.templates.size, platform.endpoints.size]).toEqual([1, 1]);
  });

  it('tells what runs now and how to get back, when a later release fails', async () => {
    await deployed(processSettings(), depsWith());
    const before = platform.templates.get('t1')?.imageName;
    writeFileSync(join(folder, 'handler.py'), 'import torch\n');
    platform.workers = [aWorker({ id: 'w2', status: 'UNHEALTHY' })];
    platform.answer = { status: 'IN_QUEUE' };
    const error = await deployFailure(deployed(processSettings(), depsWith()));
    expect(error.message).toMatch(
      /^Worker w2 fails at start: ModuleNotFoundError: No module named 'torch' \(step ping\)\. Now endpoint ocr \(ep1\) has folder:/,
    );
    expect(error.message).toContain(`Roll back to release 1 to get ${before} back.`);
    expect(error.detail).toContain('Traceback');
  });

  it('at build, with the line of the Dockerfile and nothing changed', async () => {
    const engine = at.engine;
    engine.fail.build = new BuildFailure(
      'The build stopped at line 3 of Dockerfile: no.',
      { detail: 'x' },
      { folder: '/w', dockerfile: 'Dockerfile', line: 2 },
    );
    const error = await deployFailure(deployed(containerSettings(), depsWith({ engine: engine.port })));
    expect(error).toMatchObject({ step: 'build', cause: { place: { line: 2 } } });
    expect(error.message).toMatch(
      /line 3 of Dockerfile: no \(step build\)\. Nothing was changed on RunPod\.$/,
    );
  });

  it('is cancelled in the middle, truthfully', async () => {
    const abort = new AbortController();
    const onStep: DeployDeps['onStep'] = ({ name, state }) =>
      name === 'endpoint' && state === 'running' && abort.abort();
    const error = await deployFailure(
      letTimePass(clock, deploy(processSettings(), {}, depsWith({ onStep }), abort.signal)),
    );
    expect(error).toMatchObject({ kind: 'cancelled', step: 'endpoint', record: { outcome: 'cancelled' } });
    expect(error.message).toMatch(/^The deployment was cancelled \(step endpoint\)\. The template is saved/);
    expect(platform.endpoints.size).toBe(0);
  });

  it('warns, and does not fail, when a live worker does not know the ping', async () => {
    platform.answer = { status: 'FAILED', error: 'no image given', workerId: 'w1' };
    const result = await deployed(processSettings(), depsWith());
    expect(result.warnings).toEqual(['A worker answered the ping with an error: no image given']);
  });
});

describe('the journal', () => {
  it('holds names of variables and never their values, for its owner only', async () => {
    const result = await deployed(processSettings(), depsWith(), { env: { HF_TOKEN: 'hf_verysecret' } });
    const text = readFileSync(join(`${folder}-state`, 'deployments', `${result.id}.json`), 'utf8');
    expect(text).toContain('HF_TOKEN');
    expect(text).not.toContain('verysecret');
  });

  it('asks for values again before it goes on without them', async () => {
    platform.failing.set('templates.save', new AppError('remote', 'no'));
    const { record } = await deployFailure(
      deployed(processSettings(), depsWith(), { env: { HF_TOKEN: 'x' } }),
    );
    await expect(resumeDeploy(record, {}, depsWith(), never)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('HF_TOKEN'),
    });
    platform.failing.clear();
    await letTimePass(clock, resumeDeploy(record, { env: { HF_TOKEN: 'y' } }, depsWith(), never));
    expect(platform.templates.get('t1')?.env).toEqual([{ key: 'HF_TOKEN', value: 'y' }]);
  });
});

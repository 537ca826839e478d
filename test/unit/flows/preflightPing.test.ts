// A deployment to an account tries the handler inside the image first: one that cannot answer costs no worker.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deploy } from '../../../src/flows/deploy';
import type { ContainerOptions, Engine } from '../../../src/image/engine';
import { Deploying } from '../../support/deploying';
import { letTimePass } from '../../support/letTimePass';

let at: Deploying;
beforeEach(() => {
  at = new Deploying();
});
afterEach(() => at.end());

describe('the ping inside the image', () => {
  async function deployed(lines: readonly string[], code: number) {
    const ran: ContainerOptions[] = [];
    const run: Engine['containers']['run'] = async (options, onLine) => {
      ran.push(options);
      for (const line of lines) onLine(line);
      const exited = Promise.resolve({ code, signal: null });
      return { pid: 1, exited, stop: async () => undefined, memoryBytes: async () => undefined };
    };
    const { port } = at.engine;
    const engine = { ...port, containers: { ...port.containers, run } };
    const target = { kind: 'account', name: 'me', cloud: at.platform.cloud } as const;
    const settings = { ...at.containerSettings, repository: 'ghcr.io/me/ocr' };
    const work = deploy(settings, {}, at.deps({ engine, target }), new AbortController().signal);
    const result = await letTimePass(at.clock, work).catch((error: unknown) => error);
    return { result, ran };
  }

  it('runs the image’s own command with a ping, and lets a good one through', async () => {
    const { result, ran } = await deployed(['Job result: {"pong": true}'], 0);
    expect(result).toMatchObject({ ping: { ok: true }, warnings: [] });
    expect(ran).toMatchObject([
      { entrypoint: ['python3'], command: ['handler.py', '--test_input', '{"input":{"ping":true}}'] },
    ]);
  });

  it('stops before anything is written when the handler cannot start', async () => {
    const { result } = await deployed(["ModuleNotFoundError: No module named 'torch'"], 1);
    expect(result).toMatchObject({
      step: 'preflight',
      message: expect.stringMatching(/No module named 'torch' \(step preflight\)\. Nothing was changed/),
    });
    expect(at.platform.templates.size).toBe(0);
  });

  it('only warns of what a machine without a GPU cannot judge', async () => {
    const { result } = await deployed(['ImportError: libcuda.so.1: cannot open shared object file'], 1);
    expect(result).toMatchObject({
      warnings: [expect.stringMatching(/libcuda.*on RunPod it can still work/)],
    });
  });
});

// Workers as containers through the engine's API: on the host's network, nothing published, never restarted.
// A container is kept until its log was read to the end, because one that dies at once still has something to say.
import * as z from 'zod';
import { type Clock, systemClock } from '../../base/clock';
import { AppError, isAppError } from '../../base/errors';
import { describeExit } from '../containerExit';
import {
  type ContainerEngine,
  type ContainerExit,
  type ContainerOptions,
  type PushEvent,
  platform,
  type RegistryAuth,
  type RunningContainer,
} from '../engine';
import { pullLines } from '../pullLines';
import { type DockerClient, readAll } from './client';
import { followLogs } from './containerLogs';
import { hasImage, pullImage } from './images';

const createdSchema = z.looseObject({ Id: z.string() });
const waitSchema = z.looseObject({ StatusCode: z.number() });
const stateSchema = z.looseObject({
  State: z.looseObject({
    Pid: z.number().optional(),
    OOMKilled: z.boolean().optional(),
    Error: z.string().optional(),
    ExitCode: z.number().optional(),
  }),
});
const statsSchema = z.looseObject({
  memory_stats: z.looseObject({
    usage: z.number().optional(),
    stats: z.record(z.string(), z.number()).optional(),
  }),
});
const listSchema = z.array(createdSchema);

/** Looks up the login for an image's registry, when there is one. */
export type FindAuth = (reference: string, signal?: AbortSignal) => Promise<RegistryAuth | undefined>;

/**
 * Runs containers on the engine behind `connected`. `findAuth` is asked when an image must be pulled.
 */
export function createContainerEngine(
  connected: () => Promise<DockerClient>,
  findAuth: FindAuth,
  clock: Clock = systemClock,
): ContainerEngine {
  return {
    async pull(image, onStatus, signal) {
      const client = await connected();
      if (await hasImage(client, image, signal)) {
        onStatus(`Image ${image} is already on this machine.`);
        return;
      }
      const onEvent: (event: PushEvent) => void = pullLines(onStatus);
      await pullImage(client, { reference: image, auth: await findAuth(image, signal), signal }, onEvent);
    },
    async run(options, onLine) {
      const client = await connected();
      const { Id: id } = await client.json(createdSchema, {
        method: 'POST',
        path: '/containers/create',
        query: { name: options.name, platform },
        body: creation(options),
      });
      return start(client, id, { onLine, clock });
    },
    async removeAll(labels) {
      const client = await connected();
      const label = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
      const found = await client.json(listSchema, {
        method: 'GET',
        path: '/containers/json',
        query: { all: '1', filters: JSON.stringify({ label }) },
      });
      for (const { Id } of found) await remove(client, Id);
      return found.length;
    },
  };
}

function creation(options: ContainerOptions): object {
  return {
    Image: options.image,
    Env: Object.entries(options.env).map(([name, value]) => `${name}=${value}`),
    ...(options.command ? { Cmd: options.command } : {}),
    ...(options.entrypoint ? { Entrypoint: options.entrypoint } : {}),
    Labels: options.labels,
    Tty: false,
    HostConfig: {
      NetworkMode: 'host',
      ...(options.memoryLimitBytes === undefined
        ? {}
        : { Memory: options.memoryLimitBytes, MemorySwap: options.memoryLimitBytes }),
    },
  };
}

async function start(
  client: DockerClient,
  id: string,
  { onLine, clock }: Pick<Watch, 'onLine' | 'clock'>,
): Promise<RunningContainer> {
  try {
    await readAll(await client.call({ method: 'POST', path: `/containers/${id}/start` }));
  } catch (error) {
    await remove(client, id);
    if (!isAppError(error) || error.status === undefined) throw error;
    return neverStarted(error.message, onLine);
  }
  const { State } = await client.json(stateSchema, { method: 'GET', path: `/containers/${id}/json` });
  const watch = { clock, onLine, stopped: false };
  const exited = follow(client, id, watch);
  return {
    pid: State.Pid || undefined,
    exited,
    async stop(graceMs) {
      watch.stopped = true;
      const t = String(Math.ceil(graceMs / 1000));
      await client
        .call({ method: 'POST', path: `/containers/${id}/stop`, query: { t } })
        .then(readAll)
        .catch(ignoreGone);
      await exited;
    },
    memoryBytes: () => memoryOf(client, id),
  };
}

/** The engine refuses to start what it cannot execute: that is a worker that died, not a failure of ours. */
function neverStarted(said: string, onLine: (line: string) => void): RunningContainer {
  const exit = describeExit({ code: /not found|no such file/i.test(said) ? 127 : 126, error: said });
  onLine(exit.reason ?? said);
  return {
    pid: undefined,
    exited: Promise.resolve(exit),
    stop: () => Promise.resolve(),
    memoryBytes: () => Promise.resolve(undefined),
  };
}

interface Watch {
  readonly clock: Clock;
  readonly onLine: (line: string) => void;
  stopped: boolean;
}

async function follow(client: DockerClient, id: string, watch: Watch): Promise<ContainerExit> {
  const logs = followLogs(client, { id, clock: watch.clock }, watch.onLine);
  try {
    const { StatusCode } = await client.json(waitSchema, { method: 'POST', path: `/containers/${id}/wait` });
    await logs.ended();
    const { State } = await client.json(stateSchema, { method: 'GET', path: `/containers/${id}/json` });
    const { stopped } = watch;
    return describeExit({ code: StatusCode, outOfMemory: State.OOMKilled, error: State.Error, stopped });
  } catch (error) {
    await logs.ended();
    return {
      code: null,
      signal: null,
      reason:
        error instanceof AppError ? `The container was lost: ${error.message}` : 'The container was lost.',
    };
  } finally {
    await remove(client, id);
  }
}

async function remove(client: DockerClient, id: string): Promise<void> {
  const query = { force: '1', v: '1' };
  await client
    .call({ method: 'DELETE', path: `/containers/${id}`, query })
    .then(readAll)
    .catch(ignoreGone);
}

/** It ended by itself (304 is no error), is being removed (409), is gone (404), or the engine is. */
function ignoreGone(error: unknown): void {
  if (!isAppError(error)) throw error;
}

async function memoryOf(client: DockerClient, id: string): Promise<number | undefined> {
  try {
    const { memory_stats: memory } = await client.json(statsSchema, {
      method: 'GET',
      path: `/containers/${id}/stats`,
      query: { stream: 'false', 'one-shot': 'true' },
    });
    if (memory.usage === undefined) return undefined;
    // The page cache counts in usage but goes when memory is short: cgroup v1 and v2 name it differently.
    return memory.usage - (memory.stats?.total_inactive_file ?? memory.stats?.inactive_file ?? 0);
  } catch {
    return undefined;
  }
}

// Which RunPod a command talks to, and which endpoint it means. Endpoints are named by id or by name.
import type { Command } from 'commander';
import { createCloud } from '../../api/createCloud';
import { AppError } from '../../base/errors';
import type { Endpoint } from '../../wire/endpoint';
import { journalFiles } from '../adapters/journalFiles';
import { snapshotFiles } from '../adapters/snapshotFiles';
import { type DeadEndpoint, deadEndpointError, findDeadEndpoint, rememberedNames } from '../deadEndpoint';
import { findLocalRunPod, localStateFolder } from '../localRunPod';
import { resolveTarget, type Target } from '../target';
import type { CliIo } from './io';

export interface TargetOption {
  readonly target?: string;
}

export function withTarget(command: Command): Command {
  return command.option('--target <name>', '`local`, or `env` for the account of RUNPOD_API_KEY');
}

export function targetOf(io: CliIo, options: TargetOption): Promise<Target> {
  return resolveTarget(
    { name: options.target },
    {
      env: io.env,
      findLocal: () => findLocalRunPod(localStateFolder(io.env)),
      connect: where =>
        createCloud({ ...where, clock: io.clock, log: io.log, userAgent: io.userAgent, fetch: io.fetch }),
    },
  );
}

/** The endpoint with this id, else the only one with this name; throws `not-found` that lists what there is,
 *  or names the likely successor of one that is gone. */
export async function endpointOf(io: CliIo, target: Target, idOrName: string): Promise<Endpoint> {
  const endpoints = await target.cloud.endpoints.list(io.signal);
  const byId = endpoints.find(endpoint => endpoint.id === idOrName);
  const named = endpoints.filter(endpoint => endpoint.name === idOrName);
  if (byId ?? named.length === 1) return byId ?? (named[0] as Endpoint);
  if (named.length > 1) {
    throw new AppError('usage', `${named.length} endpoints of ${nameOf(target)} are called ${idOrName}.`, {
      remedy: `Name one by id: ${named.map(endpoint => endpoint.id).join(', ')}.`,
    });
  }
  const dead = await deadOf(io, target, idOrName);
  if (dead) throw deadEndpointError(dead);
  const known = endpoints.map(endpoint => `${endpoint.name} (${endpoint.id})`).join(', ');
  throw new AppError('not-found', `${nameOf(target)} has no endpoint ${idOrName}.`, {
    remedy: known ? `It has ${known}.` : 'It has none yet: `deploy` makes one.',
  });
}

/** When it is the id of an endpoint that this machine had to do with and that answers 404 now. */
async function deadOf(io: CliIo, { cloud }: Target, id: string): Promise<DeadEndpoint | undefined> {
  const state = localStateFolder(io.env);
  const names = await rememberedNames(journalFiles(state), snapshotFiles(state));
  return names.some(each => each.id === id) ? findDeadEndpoint(cloud, id, names, io.signal) : undefined;
}

/** An endpoint fit to be printed: values of variables may be secrets, names say enough. */
export function shownEndpoint({ env, ...endpoint }: Endpoint): Record<string, unknown> {
  return { ...endpoint, env: Object.keys(env ?? {}) };
}

/** What people call a target. */
export function nameOf(target: Target): string {
  return target.kind === 'local' ? 'Local RunPod' : `The account "${target.name}"`;
}

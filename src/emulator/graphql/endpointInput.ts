// Reads EndpointInput into the fields of an endpoint, given what it was before.
import { AppError } from '../../base/errors';
import { cpuChoice } from '../control/cpu';
import type { EndpointRecord } from '../store/records';

export interface EndpointInput {
  readonly id?: string | null;
  readonly name: string;
  readonly templateId?: string | null;
  readonly template?: {
    readonly name: string;
    readonly imageName: string;
    readonly containerDiskInGb?: number | null;
    readonly dockerArgs?: string | null;
    readonly env?: readonly { readonly key: string; readonly value: string }[] | null;
  } | null;
  readonly type?: string | null;
  readonly gpuIds?: string | null;
  readonly gpuCount?: number | null;
  readonly instanceIds?: readonly string[] | null;
  readonly workersMin?: number | null;
  readonly workersMax?: number | null;
  readonly idleTimeout?: number | null;
  readonly executionTimeoutMs?: number | null;
  readonly scalerType?: string | null;
  readonly scalerValue?: number | null;
  readonly locations?: string | null;
  readonly networkVolumeId?: string | null;
  readonly networkVolumeIds?: readonly { readonly networkVolumeId: string }[] | null;
  readonly flashBootType?: EndpointRecord['flashBootType'] | null;
  readonly allowedCudaVersions?: string | null;
  readonly minCudaVersion?: string | null;
  readonly modelReferences?: readonly string[] | null;
}

type Policy = Pick<
  EndpointRecord,
  'workersMin' | 'workersMax' | 'idleTimeout' | 'scalerType' | 'scalerValue' | 'executionTimeoutMs'
>;

/** Counts, scaling and timeouts. Three of them are reset when they are not sent; source: runpod-mcp, measured. */
export function policyOf(input: EndpointInput, before: EndpointRecord | undefined): Policy {
  const policy: Policy = {
    workersMin: input.workersMin ?? before?.workersMin ?? 0,
    workersMax: input.workersMax ?? 3,
    idleTimeout: input.idleTimeout ?? 10,
    scalerType: scalerTypeOf(input.scalerType ?? before?.scalerType ?? 'QUEUE_DELAY'),
    scalerValue: input.scalerValue ?? 4,
    executionTimeoutMs: input.executionTimeoutMs ?? before?.executionTimeoutMs ?? 0,
  };
  check(policy.workersMin >= 0 && policy.workersMax >= 0, 'workersMin and workersMax must not be negative.');
  check(policy.workersMin <= policy.workersMax, 'workersMin must not be greater than workersMax.');
  check(
    policy.idleTimeout >= 1 && policy.idleTimeout <= 3600,
    'idleTimeout must be between 1 and 3600 seconds.',
  );
  check(policy.scalerValue >= 1, 'scalerValue must be at least 1.');
  check(policy.executionTimeoutMs >= 0, 'executionTimeoutMs must not be negative.');
  return policy;
}

type Placement = Pick<
  EndpointRecord,
  | 'gpuIds'
  | 'gpuCount'
  | 'cpu'
  | 'locations'
  | 'networkVolumeIds'
  | 'flashBootType'
  | 'allowedCudaVersions'
  | 'minCudaVersion'
  | 'modelReferences'
>;

/** Where workers run; what is not sent is kept. */
export function placementOf(input: EndpointInput, before: EndpointRecord | undefined): Placement {
  const { networkVolumeId, networkVolumeIds, allowedCudaVersions } = input;
  const volumes = networkVolumeIds?.map(ref => ref.networkVolumeId) ?? listOf(networkVolumeId);
  const cudaVersions = listOf(allowedCudaVersions);
  return {
    gpuIds: input.gpuIds ?? before?.gpuIds ?? '',
    gpuCount: input.gpuCount ?? before?.gpuCount ?? 1,
    cpu: input.instanceIds?.map(cpuChoice) ?? before?.cpu ?? [],
    locations: input.locations ?? before?.locations ?? '',
    networkVolumeIds: volumes ?? before?.networkVolumeIds ?? [],
    flashBootType: input.flashBootType ?? before?.flashBootType ?? 'OFF',
    allowedCudaVersions: cudaVersions ?? before?.allowedCudaVersions ?? [],
    minCudaVersion: input.minCudaVersion ?? before?.minCudaVersion ?? '',
    modelReferences: input.modelReferences ? [...input.modelReferences] : (before?.modelReferences ?? []),
  };
}

function listOf(text: string | null | undefined): string[] | undefined {
  return text === null || text === undefined ? undefined : text.split(',').filter(Boolean);
}

function scalerTypeOf(text: string): EndpointRecord['scalerType'] {
  if (text === 'QUEUE_DELAY' || text === 'REQUEST_COUNT') return text;
  throw new AppError('usage', 'scalerType must be QUEUE_DELAY or REQUEST_COUNT.');
}

function check(holds: boolean, message: string): void {
  if (!holds) throw new AppError('usage', message);
}

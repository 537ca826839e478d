// CPU instances as RunPod names them: `cpu3c-2-4` is flavor, vCPUs, GB.
import { AppError } from '../../base/errors';
import type { CpuChoice } from '../store/records';

/** GB; it follows from the flavor: 2 a vCPU for compute (`c`), 8 for memory (`m`), 4 for general. */
export function memoryOf({ id, vcpuCount }: CpuChoice): number {
  const perCpu = id.endsWith('c') ? 2 : id.endsWith('m') ? 8 : 4;
  return vcpuCount * perCpu;
}

export function instanceIdsOf(cpu: readonly CpuChoice[]): string[] {
  return cpu.map(choice => `${choice.id}-${choice.vcpuCount}-${memoryOf(choice)}`);
}

/** Throws `usage` for an id of another form. */
export function cpuChoice(instanceId: string): CpuChoice {
  const [, id, vcpus] = /^([a-z0-9]+)-(\d+)(?:-\d+)?$/.exec(instanceId) ?? [];
  if (!id || !vcpus) throw new AppError('usage', `Instance id ${instanceId} is not of the form cpu3c-2-4.`);
  return { id, vcpuCount: Number(vcpus) };
}

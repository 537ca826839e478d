// Containers with `docker` and `podman`, as data.
import { type ContainerOptions, platform } from '../engine';
import type { CliCommand, CliOutput } from './command';
import { throughEnvironment } from './environment';
import type { Tool } from './output';

/** Runs in the foreground: its output is the container's log, its exit code the container's. */
export function runCommand(tool: Tool, options: ContainerOptions): CliCommand<CliOutput> {
  const [entry, ...entryArgs] = options.entrypoint ?? [];
  const env = throughEnvironment('--env', options.env);
  return {
    command: tool,
    args: [
      'run',
      '--name',
      options.name,
      '--network=host',
      `--platform=${platform}`,
      ...Object.entries(options.labels).flatMap(([name, value]) => ['--label', `${name}=${value}`]),
      ...env.args,
      ...(options.memoryLimitBytes === undefined ? [] : ['--memory', String(options.memoryLimitBytes)]),
      ...(entry === undefined ? [] : ['--entrypoint', entry]),
      options.image,
      ...entryArgs,
      ...(options.command ?? []),
    ],
    env: env.env,
    parse: output => output,
  };
}

/** False when there is no such container (yet). */
export function stopCommand(tool: Tool, name: string, seconds: number): CliCommand<boolean> {
  return { command: tool, args: ['stop', '--time', String(seconds), name], parse: ({ code }) => code === 0 };
}

export interface ContainerState {
  readonly pid: number | undefined;
  readonly outOfMemory: boolean;
  readonly error: string;
}

export function stateCommand(tool: Tool, name: string): CliCommand<ContainerState | undefined> {
  return {
    command: tool,
    args: ['container', 'inspect', '--format', '{{.State.Pid}}|{{.State.OOMKilled}}|{{.State.Error}}', name],
    parse({ code, stdout }) {
      const [pid, oom, ...error] = stdout.trim().split('|');
      return code === 0
        ? { pid: Number(pid) || undefined, outOfMemory: oom === 'true', error: error.join('|') }
        : undefined;
    },
  };
}

export function removeCommand(tool: Tool, name: string): CliCommand<void> {
  return { command: tool, args: ['rm', '--force', '--volumes', name], parse: () => undefined };
}

export function listCommand(
  tool: Tool,
  labels: Readonly<Record<string, string>>,
): CliCommand<readonly string[]> {
  const filters = Object.entries(labels).flatMap(([name, value]) => ['--filter', `label=${name}=${value}`]);
  return {
    command: tool,
    args: ['ps', '--all', '--quiet', ...filters],
    parse: ({ stdout }) => stdout.split('\n').filter(id => id !== ''),
  };
}

/** Memory as the tools print it: `61.4MiB / 1.9GiB`. */
export function memoryCommand(tool: Tool, name: string): CliCommand<number | undefined> {
  return {
    command: tool,
    args: ['stats', '--no-stream', '--format', '{{.MemUsage}}', name],
    parse({ code, stdout }) {
      const [, amount, unit] = /^([\d.]+)\s*([kKMGT]?i?B)/.exec(stdout.trim()) ?? [];
      const factor = unit === undefined ? undefined : memoryUnits[unit];
      return code === 0 && amount !== undefined && factor ? Math.round(Number(amount) * factor) : undefined;
    },
  };
}

const memoryUnits: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
};

// What the command-line tools are called, and the part of their output that says why they failed.
import type { CliOutput } from './command';

export type Tool = 'docker' | 'podman';

/** The last lines of what it said. */
export function failureText({ stdout, stderr }: CliOutput): string {
  return (stderr.trim() || stdout.trim()).split('\n').slice(-5).join('\n');
}

export function lastLine(output: CliOutput): string {
  return failureText(output).split('\n').at(-1) ?? '';
}

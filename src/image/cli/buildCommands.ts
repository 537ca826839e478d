// Building and looking at images with `docker` and `podman`, as data. They share their grammar; where they
// differ, the tool's name decides.
import { AppError } from '../../base/errors';
import { isRecord, parseJson } from '../../base/json';
import { type BuildRequest, type HistoryEntry, platform } from '../engine';
import { bytesOf } from './bytes';
import type { CliCommand, CliOutput } from './command';
import { throughEnvironment } from './environment';
import { lastLine, type Tool } from './output';

/** The engine's version; throws `missing-tool` when the client is there but its engine is not. */
export function versionCommand(tool: Tool): CliCommand<string> {
  return {
    command: tool,
    args: ['version', '--format', tool === 'docker' ? '{{json .Server}}' : '{{json .Client}}'],
    parse(output) {
      const parsed = parseJson(output.stdout.trim());
      const version = parsed.ok && isRecord(parsed.value) ? parsed.value.Version : undefined;
      if (output.code === 0 && typeof version === 'string') return version;
      throw new AppError(
        'missing-tool',
        `${tool} is installed, but its engine does not answer: ${lastLine(output)}`,
      );
    },
  };
}

export function buildxCommand(): CliCommand<boolean> {
  return { command: 'docker', args: ['buildx', 'version'], parse: ({ code }) => code === 0 };
}

/** Networks of the engine: one without a bridge can build on the host's only. */
export function networksCommand(tool: Tool): CliCommand<readonly string[]> {
  return {
    command: tool,
    args: ['network', 'ls', '--format', '{{.Name}}'],
    parse: ({ stdout }) => stdout.split('\n').filter(name => name !== ''),
  };
}

export interface BuildFlavour {
  readonly tool: Tool;
  readonly buildx: boolean;
  readonly network?: 'host' | undefined;
}

/** Values of build arguments go through the environment, so that no process list shows them. */
export function buildCommand(request: BuildRequest, flavour: BuildFlavour): CliCommand<CliOutput> {
  const { tool, buildx, network } = flavour;
  const args = throughEnvironment('--build-arg', request.buildArgs ?? {});
  return {
    command: tool,
    args: [
      'build',
      ...(tool === 'podman' ? ['--format', 'docker'] : []),
      ...(buildx ? ['--progress=plain', '--load'] : ['--force-rm']),
      `--platform=${platform}`,
      ...(network ? [`--network=${network}`] : []),
      ...(request.noCache ? ['--no-cache'] : []),
      ...args.args,
      ...request.tags.flatMap(tag => ['--tag', tag]),
      '--file',
      `${request.context}/${request.dockerfile}`,
      request.context,
    ],
    env: {
      ...args.env,
      ...(tool === 'docker' ? { DOCKER_BUILDKIT: buildx ? '1' : '0' } : {}),
    },
    parse: output => output,
  };
}

const historyLine = /^([\d.]+) ?([kMG]?B)? ([\s\S]*?)\s*$/;

/** Oldest first; empty when the tool does not say. */
export function historyCommand(tool: Tool, reference: string): CliCommand<readonly HistoryEntry[]> {
  return {
    command: tool,
    args: ['history', '--no-trunc', '--human=false', '--format', '{{.Size}} {{.CreatedBy}}', reference],
    parse({ code, stdout }) {
      if (code !== 0) return [];
      // A RUN with a heredoc goes over several lines. podman rounds: `2.01 MB`.
      const entries = stdout.split(/\n(?=[\d.]+ ?(?:[kMG]?B)? )/).map(text => historyLine.exec(text));
      return entries
        .flatMap(found => (found ? [{ createdBy: found[3] ?? '', bytes: bytesOf(found[1], found[2]) }] : []))
        .reverse();
    },
  };
}

export function inspectCommand(
  tool: Tool,
  reference: string,
): CliCommand<{ id: string; sizeBytes: number } | undefined> {
  return {
    command: tool,
    args: ['image', 'inspect', '--format', '{{.Id}} {{.Size}}', reference],
    parse({ code, stdout }) {
      const [, id, size] = /^(\S+) (\d+)$/.exec(stdout.trim()) ?? [];
      return code === 0 && id
        ? { id: id.startsWith('sha256:') ? id : `sha256:${id}`, sizeBytes: Number(size) }
        : undefined;
    },
  };
}

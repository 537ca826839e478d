// Workers as containers through a command line: `run` stays in the foreground, so that its output is the log from
// the first line to the last and its exit code is the container's.
import { describeExit } from '../containerExit';
import type { ContainerEngine, ContainerExit, ContainerOptions, RunningContainer } from '../engine';
import { isLoopback, parseReference } from '../reference';
import { inspectCommand } from './buildCommands';
import type { RunCli } from './command';
import {
  listCommand,
  memoryCommand,
  removeCommand,
  runCommand,
  stateCommand,
  stopCommand,
} from './containerCommands';
import type { Tool } from './output';
import { pullCommand } from './transferCommands';

/** Exit code of the tools when the engine itself refused: no such image, a limit it cannot set. */
const engineRefused = 125;

export function createCliContainerEngine(tool: Tool, run: RunCli): ContainerEngine {
  return {
    async pull(image, onStatus, signal) {
      if (await run(inspectCommand(tool, image), { signal })) {
        onStatus(`Image ${image} is already on this machine.`);
        return;
      }
      const insecure = isLoopback(parseReference(image).registry);
      await run(pullCommand({ tool, reference: image, insecure }), {
        signal,
        onLine: line => onStatus(line),
      });
    },
    run: (options, onLine) => start(tool, run, { options, onLine }),
    async removeAll(labels) {
      const found = await run(listCommand(tool, labels));
      for (const id of found) await run(removeCommand(tool, id));
      return found.length;
    },
  };
}

interface Start {
  readonly options: ContainerOptions;
  readonly onLine: (line: string) => void;
}

async function start(tool: Tool, run: RunCli, { options, onLine }: Start): Promise<RunningContainer> {
  const exited = follow(tool, run, { options, onLine });
  return {
    // Known only after the tool has made the container; nobody waits for it.
    pid: undefined,
    exited,
    async stop(graceMs) {
      await run(stopCommand(tool, options.name, Math.ceil(graceMs / 1000)));
      await exited;
    },
    memoryBytes: () => run(memoryCommand(tool, options.name)).catch(() => undefined),
  };
}

async function follow(tool: Tool, run: RunCli, { options, onLine }: Start): Promise<ContainerExit> {
  try {
    const output = await run(runCommand(tool, options), { onLine });
    const state = await run(stateCommand(tool, options.name));
    const refused = output.code >= engineRefused && output.code <= 127;
    const error = state?.error || (refused ? output.stderr.trim().split('\n').at(-1) : undefined);
    return describeExit({ code: output.code, outOfMemory: state?.outOfMemory, error });
  } catch (error) {
    return { code: null, signal: null, reason: error instanceof Error ? error.message : String(error) };
  } finally {
    await run(removeCommand(tool, options.name)).catch(() => undefined);
  }
}

// Workers as containers through a command line: `run` stays in the foreground, so that its output is the log from
// the first line to the last and its exit code is the container's.
import { systemClock } from '../../base/clock';
import { explain } from '../../base/errors';
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
const stopRetryMs = 300;

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
    run: (options, onLine) => Promise.resolve(start(tool, run, { options, onLine, stopped: false })),
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
  stopped: boolean;
}

function start(tool: Tool, run: RunCli, watch: Start): RunningContainer {
  const { name } = watch.options;
  const exited = follow(tool, run, watch);
  const endsSoon = () =>
    Promise.race([exited.then(() => true), systemClock.sleep(stopRetryMs).then(() => false)]);
  return {
    // Known only after the tool has made the container; nobody waits for it.
    pid: undefined,
    exited,
    async stop(graceMs) {
      watch.stopped = true;
      // The tool may not have made the container yet: what is not there cannot be stopped, but soon will be there.
      while (!(await run(stopCommand(tool, name, Math.ceil(graceMs / 1000)))) && !(await endsSoon()));
      await exited;
    },
    memoryBytes: () => run(memoryCommand(tool, name)).catch(() => undefined),
  };
}

async function follow(tool: Tool, run: RunCli, watch: Start): Promise<ContainerExit> {
  const { options, onLine } = watch;
  try {
    const output = await run(runCommand(tool, options), { onLine });
    const state = await run(stateCommand(tool, options.name));
    const refused = output.code >= engineRefused && output.code <= 127;
    const error = state?.error || (refused ? output.stderr.trim().split('\n').at(-1) : undefined);
    return describeExit({
      code: output.code,
      outOfMemory: state?.outOfMemory,
      error,
      stopped: watch.stopped,
    });
  } catch (error) {
    return { code: null, signal: null, reason: explain(error).message };
  } finally {
    await run(removeCommand(tool, options.name)).catch(() => undefined);
  }
}

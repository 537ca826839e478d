// `build`: the image of a worker folder, pushed only when asked.
import { formatBytes } from '../../base/words';
import { buildImage } from '../buildImage';
import { pushBase, pushImage } from '../pushImage';
import { type AddCommand, collect, pairsOf, pathOf } from './command';
import { findCliEngine, requireEngine } from './engine';
import { type CliIo, type ExitCode, printJson, printLine } from './io';
import { cliProgress } from './progress';
import { renderDuration } from './table';

interface BuildOptions {
  readonly repository: string;
  readonly tag?: string;
  readonly dockerfile?: string;
  readonly buildArg: readonly string[];
  readonly push?: true;
  readonly cache: boolean;
  readonly json?: true;
}

export const addBuildCommand: AddCommand = (program, io, runner) => {
  program
    .command('build')
    .description('Build the image of a worker folder, the base only when what goes into it changed')
    .argument('[folder]', 'the worker folder', '.')
    .requiredOption('--repository <name>', 'repository of the image, such as ghcr.io/you/worker')
    .option('--tag <tag>', 'tag of the image (from git and content by default)')
    .option('--dockerfile <path>', 'relative to the folder')
    .option('--build-arg <name=value>', 'value for an ARG of the Dockerfiles (repeatable)', collect, [])
    .option('--push', 'push it too')
    .option('--no-cache', 'build every step anew')
    .option('--json', 'print one JSON document')
    .action(runner((folder: string, options: BuildOptions) => build(io, folder, options)));
};

async function build(io: CliIo, typed: string, options: BuildOptions): Promise<ExitCode> {
  const { search, run, findAuth } = await findCliEngine(io);
  const { repository, tag, dockerfile } = options;
  const deps = {
    engine: requireEngine(search),
    run,
    findAuth,
    clock: io.clock,
    progress: cliProgress(io),
  };
  const buildArgs = pairsOf('--build-arg', options.buildArg);
  const request = {
    folder: pathOf(io, typed),
    repository,
    tag,
    dockerfile,
    buildArgs,
    noCache: !options.cache,
  };
  const built = await buildImage(request, deps, io.signal);
  if (options.push) await pushBase(built.base?.reference, deps, io.signal);
  const pushed = options.push ? await pushImage(built.reference, deps, io.signal) : undefined;
  if (options.json) printJson(io, { ...built, ...(pushed && { pushed }) });
  else {
    printLine(
      io,
      `${built.reference} (${formatBytes(built.sizeBytes)}) in ${renderDuration(built.seconds * 1000)}`,
    );
    if (pushed) printLine(io, `pushed as ${pushed.digest} in ${renderDuration(pushed.seconds * 1000)}`);
  }
  return 0;
}

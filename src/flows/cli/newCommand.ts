// `new`: copies the sample worker into a folder.
import { basename, join } from 'node:path';
import { nodeFileCreator } from '../../base/nodeFiles';
import { createWorker, workerName } from '../createWorker';
import { type WorkerKind, workerKinds } from '../scaffold/workerKinds';
import { type AddCommand, oneOf, pathOf } from './command';
import { type CliIo, type ExitCode, printLine } from './io';

interface NewOptions {
  readonly name?: string;
  readonly kind?: WorkerKind;
  readonly lazy?: true;
}

const kinds = Object.keys(workerKinds) as WorkerKind[];

export const addNewCommand: AddCommand = (program, io, runner) => {
  program
    .command('new')
    .description('Make a new worker from the sample that ships with this tool')
    .argument('<folder>', 'where to; nothing that is there is overwritten')
    .option('--name <name>', 'name of the worker (the name of the folder by default)')
    .option(
      '--kind <kind>',
      Object.entries(workerKinds)
        .map(([kind, about]) => `${kind}: ${about}`)
        .join(' '),
      oneOf('--kind', kinds),
    )
    .option('--lazy', 'load the model in the first job instead of before it')
    .action(runner((folder: string, options: NewOptions) => create(io, folder, options)));
};

async function create(io: CliIo, typed: string, options: NewOptions): Promise<ExitCode> {
  const folder = pathOf(io, typed);
  const request = {
    template: join(io.dist, '..', 'worker-sample'),
    folder,
    name: options.name ?? workerName(basename(folder)),
    kind: options.kind,
    loading: options.lazy ? ('lazy' as const) : undefined,
  };
  const made = await createWorker(
    request,
    { files: io.files, creator: nodeFileCreator, python: io.python },
    io.signal,
  );
  for (const file of made.files) printLine(io, file);
  printLine(io, `${made.name} is ready. Next: \`local up\`, then \`deploy ${typed}\`.`);
  return 0;
}

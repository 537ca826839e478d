// `workflow`: a GitHub Actions workflow that builds, pushes and deploys, for those without an engine.
import { basename, join, relative, sep } from 'node:path';
import { AppError } from '../../base/errors';
import { nodeFileCreator } from '../../base/nodeFiles';
import { workerName } from '../createWorker';
import { githubWorkflow, workflowGuidance, workflowPath } from '../githubWorkflow';
import { type AddCommand, pathOf } from './command';
import { type CliIo, type ExitCode, printLine, remark } from './io';

interface WorkflowCommandOptions {
  readonly repository: string;
  readonly name?: string;
  readonly branch?: string;
  readonly write?: true;
}

export const addWorkflowCommand: AddCommand = (program, io, runner) => {
  program
    .command('workflow')
    .description('Print a GitHub Actions workflow that builds, pushes and deploys a worker folder')
    .argument('[folder]', 'the worker folder', '.')
    .requiredOption('--repository <name>', 'where it pushes, such as ghcr.io/you/worker')
    .option('--name <name>', 'the endpoint to make or update (the name of the folder by default)')
    .option('--branch <name>', 'which pushes deploy (main by default)')
    .option('--write', `write it to ${workflowPath} of the current folder; nothing is overwritten`)
    .action(runner((folder: string, options: WorkflowCommandOptions) => workflow(io, folder, options)));
};

async function workflow(io: CliIo, typed: string, options: WorkflowCommandOptions): Promise<ExitCode> {
  const { repository, name, branch, write } = options;
  const folder = pathOf(io, typed);
  const path = relative(io.cwd, folder).split(sep).join('/') || '.';
  if (path.startsWith('..')) {
    throw new AppError('usage', `${folder} is not in the current folder.`, {
      remedy: 'Run this at the root of the repository.',
    });
  }
  const text = githubWorkflow({
    name: name ?? workerName(basename(folder)),
    path,
    repository,
    version: io.version,
    branch,
  });
  if (write) {
    await nodeFileCreator.create(join(io.cwd, workflowPath), text);
    printLine(io, workflowPath);
  } else io.out(text);
  for (const line of workflowGuidance({ repository })) remark(io, line);
  return 0;
}

// The command line as a table of commands. Parsing, help and usage errors are commander's; what a command does is in its file.
import { Command, CommanderError } from 'commander';
import { addBuildCommand } from './buildCommand';
import { addCheckCommand } from './checkCommand';
import type { Runner } from './command';
import { addDeployCommand } from './deployCommand';
import { addDiagnoseCommand } from './diagnoseCommand';
import { addEndpointCommands } from './endpointCommands';
import { tellFailure } from './failure';
import { addImageCommand } from './imageCommand';
import { type CliIo, type ExitCode, guarded } from './io';
import { addJobCommands } from './jobCommands';
import { addJobsCommand } from './jobsCommand';
import { addLocalCommand } from './localCommand';
import { addLogsCommand } from './logsCommand';
import { addNewCommand } from './newCommand';
import { addStrategyCommands } from './strategyCommands';
import { addTemplateCommand } from './templateCommand';
import { addWorkflowCommand } from './workflowCommand';

export const cliName = 'runpod-worker-dev';

/** Runs one invocation (`argv` without node and script) and answers its exit code. Never throws. */
export async function runCli(argv: readonly string[], io: CliIo): Promise<ExitCode> {
  const state: { code: ExitCode } = { code: 0 };
  const runner: Runner = work => {
    return async (...args) => {
      state.code = await work(...args);
    };
  };
  try {
    await buildProgram(io, runner).parseAsync([...argv], { from: 'user' });
    return state.code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    return tellFailure(guarded(io), error);
  }
}

function buildProgram(io: CliIo, runner: Runner): Command {
  const program = new Command(cliName)
    .description(
      'Build, run, deploy and debug RunPod Serverless workers. Without --target, commands use Local RunPod if it runs.',
    )
    .version(io.version)
    .exitOverride()
    // `endpoints` has options and commands of its own: what follows a command is that command's.
    .enablePositionalOptions()
    .configureOutput({ writeOut: text => io.out(text), writeErr: text => io.err(text) })
    .showHelpAfterError(`Run ${cliName} --help to see what there is.`);
  const account = guarded(io);
  addNewCommand(program, io, runner);
  addCheckCommand(program, io, runner);
  addStrategyCommands(program, io, runner);
  addLocalCommand(program, io, runner);
  addBuildCommand(program, io, runner);
  addImageCommand(program, io, runner);
  addDeployCommand(program, account, runner);
  addEndpointCommands(program, account, runner);
  addJobCommands(program, account, runner);
  addJobsCommand(program, account, runner);
  addLogsCommand(program, account, runner);
  addDiagnoseCommand(program, account, runner);
  addTemplateCommand(program, account, runner);
  addWorkflowCommand(program, io, runner);
  return program;
}

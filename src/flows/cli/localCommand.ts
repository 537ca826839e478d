// `local up | down | status`: Local RunPod from the terminal. `up` runs it in the foreground, in this very process,
// so that ending the command ends everything it started.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { findLocalRunPod, localStateFolder, stopLocalRunPod } from '../localRunPod';
import { type AddCommand, oneOf, pathOf, wholeNumber } from './command';
import { addFaultCommand } from './faultCommand';
import { type CliIo, type ExitCode, printJson, printLine } from './io';

interface StateOption {
  readonly state?: string;
}

interface UpOptions extends StateOption {
  readonly port?: number;
  readonly runtime?: string;
  readonly limits?: string;
  readonly python?: string;
  readonly json?: true;
}

export const addLocalCommand: AddCommand = (program, io, runner) => {
  const local = program
    .command('local')
    .description('Local RunPod: the platform on this machine, for workers in development');
  local
    .command('up')
    .description('start it and keep it until Ctrl+C or SIGTERM')
    .option('--port <n>', 'port on 127.0.0.1 (a free one by default)', wholeNumber('--port', 1))
    .option('--state <dir>', 'where endpoints, templates and logs are kept')
    .option(
      '--runtime <kind>',
      'auto (containers where an engine is found), process or container',
      oneOf('--runtime', ['auto', 'process', 'container']),
    )
    .option(
      '--limits <what>',
      "answer or refuse requests beyond RunPod's rate limits (answer by default)",
      oneOf('--limits', ['answer', 'refuse']),
    )
    .option('--python <path>', 'Python for the worker environments (python3 of PATH by default)')
    .option('--json', 'print one line of JSON once it answers')
    .action(runner((options: UpOptions) => up(io, options)));
  local
    .command('down')
    .description('stop the one that runs')
    .option('--state <dir>', 'its state folder')
    .action(runner((options: StateOption) => down(io, options)));
  local
    .command('status')
    .description('tell whether it runs, and where')
    .option('--state <dir>', 'its state folder')
    .option('--json', 'print one JSON document')
    .action(runner((options: StateOption & { json?: true }) => status(io, options)));
  addFaultCommand(local, io, runner);
};

function stateOf(io: CliIo, options: StateOption): string {
  return options.state ? pathOf(io, options.state) : localStateFolder(io.env);
}

/** The bundle of Local RunPod; running it in this process keeps one pid for both. */
interface EmulatorBundle {
  main(argv: readonly string[]): Promise<number>;
}

async function up(io: CliIo, options: UpOptions): Promise<ExitCode> {
  const bundle = createRequire(join(io.dist, 'cli.js'))(join(io.dist, 'emulator.js')) as EmulatorBundle;
  const argv = options.state ? ['--state', pathOf(io, options.state)] : [];
  if (options.port !== undefined) argv.push('--port', String(options.port));
  if (options.runtime) argv.push('--runtime', options.runtime);
  if (options.limits) argv.push('--limits', options.limits);
  if (options.python) argv.push('--python', options.python);
  if (options.json) argv.push('--json');
  const code = await bundle.main(argv);
  return code === 0 || code === 2 ? code : 3;
}

async function down(io: CliIo, options: StateOption): Promise<ExitCode> {
  const outcome = await stopLocalRunPod(stateOf(io, options), { clock: io.clock });
  printLine(io, outcome === 'stopped' ? 'Local RunPod stopped.' : 'Local RunPod does not run.');
  return 0;
}

async function status(io: CliIo, options: StateOption & { json?: true }): Promise<ExitCode> {
  const running = await findLocalRunPod(stateOf(io, options));
  if (options.json) printJson(io, running ?? null);
  else if (running) printLine(io, `Local RunPod runs at ${running.url} (pid ${running.pid}).`);
  else printLine(io, 'Local RunPod does not run. Start it with `local up`.');
  return running ? 0 : 1;
}

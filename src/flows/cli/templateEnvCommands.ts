// `template env export | import`: the variables of a template as a `.env` file. Values leave in clear only into a file
// of the owner, or on demand.
import { AppError } from '../../base/errors';
import { writePrivately } from '../adapters/privateFiles';
import { envChange, renderEnvText } from '../envFile';
import { planTemplateUpdate } from '../updateTemplate';
import { type AddCommand, pathOf } from './command';
import { type CliIo, type ExitCode, printJson, printLine } from './io';
import { endpointOf, type TargetOption, targetOf, withTarget } from './targetOption';
import { applyAndTell, tellPlan } from './templateOutput';

interface EnvOptions extends TargetOption {
  readonly output?: string;
  readonly reveal?: true;
  readonly replace?: true;
  readonly dryRun?: true;
  readonly json?: true;
}

export const addTemplateEnvCommands: AddCommand = (template, io, runner) => {
  const env = template.command('env').description('variables as a .env file');
  withTarget(
    env.command('export').description('print them; secret values are masked unless written to a file'),
  )
    .argument('<endpoint>', 'id or name')
    .option('--output <file>', 'write all values to a file that only you can read')
    .option('--reveal', 'print all values in clear')
    .option('--json', 'print one JSON document')
    .action(runner((endpoint: string, options: EnvOptions) => exportEnv(io, endpoint, options)));
  withTarget(env.command('import').description('set the variables of a .env file; - reads standard input'))
    .argument('<endpoint>', 'id or name')
    .argument('<file>')
    .option('--replace', 'remove variables that the file does not name')
    .option('--dry-run', 'print what would change; nothing is written')
    .option('--json', 'print one JSON document')
    .action(
      runner((endpoint: string, file: string, options: EnvOptions) =>
        importEnv(io, { endpoint, file }, options),
      ),
    );
};

async function exportEnv(io: CliIo, idOrName: string, options: EnvOptions): Promise<ExitCode> {
  const { before } = await current(io, idOrName, options);
  const pairs = before.env ?? [];
  if (options.output !== undefined) {
    const path = pathOf(io, options.output);
    await writePrivately(path, renderEnvText(pairs, 'clear'));
    if (options.json) printJson(io, { path, names: pairs.map(({ key }) => key) });
    else printLine(io, `Wrote ${pairs.length} variables in clear to ${path}, readable by you only.`);
    return 0;
  }
  const text = renderEnvText(pairs, options.reveal ? 'clear' : 'masked');
  if (options.json) printJson(io, { names: pairs.map(({ key }) => key), text });
  else io.out(text);
  return 0;
}

async function importEnv(
  io: CliIo,
  { endpoint, file }: { readonly endpoint: string; readonly file: string },
  options: EnvOptions,
): Promise<ExitCode> {
  const text = file === '-' ? await io.stdin() : await io.files.read(pathOf(io, file));
  if (text === undefined) throw new AppError('usage', `There is no file ${file}.`);
  const { cloud, endpointId, before } = await current(io, endpoint, options);
  const change = envChange(text, before.env ?? [], { mode: options.replace ? 'replace' : 'merge' });
  const plan = await planTemplateUpdate(cloud, { endpointId, change }, io.signal);
  if (!options.dryRun) return applyAndTell(io, cloud, plan, options);
  tellPlan(io, plan, options);
  return 0;
}

async function current(io: CliIo, idOrName: string, options: EnvOptions) {
  const target = await targetOf(io, options);
  const { id: endpointId } = await endpointOf(io, target, idOrName);
  const { before } = await planTemplateUpdate(target.cloud, { endpointId, change: {} }, io.signal);
  return { cloud: target.cloud, endpointId, before };
}

// `template show | diff | set | undo | rollback | history | env`: what an endpoint runs, and changing it without losing a field. Values of variables
// are never printed in clear when their name or their form says that they are secret.
import type { Command } from 'commander';
import { AppError } from '../../base/errors';
import { shownTemplate, type TemplateChange } from '../templateChange';
import { planTemplateUpdate } from '../updateTemplate';
import { type AddCommand, collect, pairsOf, wholeNumber } from './command';
import { type CliIo, type ExitCode, printJson, printLine } from './io';
import { renderTable } from './table';
import { endpointOf, type TargetOption, targetOf, withTarget } from './targetOption';
import { addTemplateBackCommands } from './templateBackCommands';
import { addTemplateEnvCommands } from './templateEnvCommands';
import { applyAndTell, tellPlan } from './templateOutput';

interface ChangeOptions extends TargetOption {
  readonly image?: string;
  readonly env: readonly string[];
  readonly unset: readonly string[];
  readonly disk?: number;
  readonly args?: string;
  readonly registry?: string;
  readonly initTimeout?: number;
  readonly json?: true;
}

export const addTemplateCommand: AddCommand = (program, io, runner) => {
  const template = program
    .command('template')
    .description('Show or change the template that an endpoint runs');
  withTarget(template.command('show').description('print it; secret values are masked'))
    .argument('<endpoint>', 'id or name')
    .option('--json', 'print one JSON document')
    .action(runner((endpoint: string, options: ChangeOptions) => show(io, endpoint, options)));
  withChange(template.command('diff').description('print what a change would do; nothing is written')).action(
    runner((endpoint: string, options: ChangeOptions) => diff(io, endpoint, options)),
  );
  withChange(template.command('set').description('change it; what is not named stays as it is')).action(
    runner((endpoint: string, options: ChangeOptions) => set(io, endpoint, options)),
  );
  addTemplateBackCommands(template, io, runner);
  addTemplateEnvCommands(template, io, runner);
};

function withChange(command: Command): Command {
  return withTarget(command)
    .argument('<endpoint>', 'id or name')
    .option('--image <reference>', 'the image to run')
    .option('--env <name=value>', 'set a variable (repeatable)', collect, [])
    .option('--unset <name>', 'remove a variable (repeatable)', collect, [])
    .option('--disk <gb>', 'container disk', wholeNumber('--disk', 1))
    .option('--args <command>', "start command; empty for the image's own")
    .option('--registry <id>', 'registry credential id; empty for none')
    .option('--init-timeout <seconds>', 'until a worker must be ready', wholeNumber('--init-timeout', 1))
    .option('--json', 'print one JSON document');
}

async function show(io: CliIo, idOrName: string, options: TargetOption & { json?: true }): Promise<ExitCode> {
  const target = await targetOf(io, options);
  const endpoint = await endpointOf(io, target, idOrName);
  const { before } = await planTemplateUpdate(
    target.cloud,
    { endpointId: endpoint.id, change: {} },
    io.signal,
  );
  const shown = shownTemplate(before);
  if (options.json) printJson(io, shown);
  else {
    const rows = Object.entries(shown).flatMap(([name, value]) =>
      isBlank(value) ? [] : [[name, inWords(value)]],
    );
    printLine(io, renderTable(['field', 'value'], rows));
  }
  return 0;
}

async function diff(io: CliIo, idOrName: string, options: ChangeOptions): Promise<ExitCode> {
  const { plan } = await planOf(io, idOrName, options);
  tellPlan(io, plan, options);
  return 0;
}

async function set(io: CliIo, idOrName: string, options: ChangeOptions): Promise<ExitCode> {
  const { plan, cloud } = await planOf(io, idOrName, options);
  return applyAndTell(io, cloud, plan, options);
}

async function planOf(io: CliIo, idOrName: string, options: ChangeOptions) {
  const change = changeOf(options);
  const target = await targetOf(io, options);
  const endpoint = await endpointOf(io, target, idOrName);
  const plan = await planTemplateUpdate(target.cloud, { endpointId: endpoint.id, change }, io.signal);
  return { plan, cloud: target.cloud };
}

function changeOf(options: ChangeOptions): TemplateChange {
  const { image, env, unset, disk, args, registry, initTimeout } = options;
  // RunPod reads it from the environment of the worker.
  const initSeconds = initTimeout === undefined ? {} : { RUNPOD_INIT_TIMEOUT: String(initTimeout) };
  const variables = { ...pairsOf('--env', env), ...initSeconds };
  const touchesEnv = Object.keys(variables).length + unset.length > 0;
  const change: TemplateChange = {
    ...(image !== undefined && { image }),
    ...(disk !== undefined && { diskGb: disk }),
    ...(args !== undefined && { args }),
    ...(registry !== undefined && { registry }),
    ...(touchesEnv && { env: { set: variables, remove: unset } }),
  };
  if (Object.keys(change).length > 0) return change;
  throw new AppError('usage', 'Nothing to change was named.', {
    remedy: 'Use --image, --env, --unset, --disk, --args, --registry or --init-timeout.',
  });
}

function isBlank(value: unknown): boolean {
  return value === null || value === undefined || value === '';
}

function inWords(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

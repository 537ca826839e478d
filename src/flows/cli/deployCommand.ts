// `deploy`: from a worker folder to an endpoint that answers a ping, step by step.
import { basename } from 'node:path';
import { AppError } from '../../base/errors';
import { journalFiles } from '../adapters/journalFiles';
import { snapshotFiles } from '../adapters/snapshotFiles';
import { workerName } from '../createWorker';
import { type DeployResult, deploy } from '../deploy';
import { type DeployPlan, planDeploy } from '../deployPlan';
import type { DeploySettings } from '../deployRecord';
import { localStateFolder } from '../localRunPod';
import { savingsWords } from '../splitSavings';
import type { Target } from '../target';
import { changeWords } from '../templateChange';
import { checkErrorsOf } from './checkErrors';
import { type AddCommand, collect, oneOf, pairsOf, pathOf, wholeNumber } from './command';
import { findCliEngine, requireEngine } from './engine';
import { type CliIo, type ExitCode, printJson, printLine, remark } from './io';
import { cliProgress } from './progress';
import { renderDuration } from './table';
import { type TargetOption, targetOf, withTarget } from './targetOption';

interface DeployOptions extends TargetOption {
  readonly runtime?: 'process' | 'container';
  readonly name?: string;
  readonly repository?: string;
  readonly tag?: string;
  readonly dockerfile?: string;
  readonly image?: string;
  readonly gpu?: string;
  readonly workersMin?: number;
  readonly workersMax?: number;
  readonly idleTimeout?: number;
  readonly disk?: number;
  readonly registryCredential?: string;
  readonly env: readonly string[];
  readonly buildArg: readonly string[];
  readonly testInput?: string;
  readonly plan?: true;
  readonly json?: true;
}

export const addDeployCommand: AddCommand = (program, io, runner) => {
  withTarget(
    program.command('deploy').description('Build, push and deploy a worker folder, follow the rollout, ping'),
  )
    .argument('[folder]', 'the worker folder', '.')
    .option(
      '--runtime <kind>',
      'process (Local RunPod only, no image) or container',
      oneOf('--runtime', ['process', 'container']),
    )
    .option('--name <name>', 'the endpoint to make or update (the name of the folder by default)')
    .option('--repository <name>', 'where to push, such as ghcr.io/you/worker')
    .option('--tag <tag>', 'tag of the image (from git and content by default)')
    .option('--dockerfile <path>', 'relative to the folder')
    .option('--image <reference>', 'deploy this image; nothing is built')
    .option('--gpu <pools>', 'GPU pools of a new endpoint, such as AMPERE_24,ADA_24')
    .option('--workers-min <n>', 'workers that always run', wholeNumber('--workers-min'))
    .option('--workers-max <n>', 'most workers', wholeNumber('--workers-max'))
    .option('--idle-timeout <seconds>', 'how long an idle worker stays', wholeNumber('--idle-timeout', 1))
    .option('--disk <gb>', 'container disk', wholeNumber('--disk', 1))
    .option('--registry-credential <id>', "RunPod's credential for a private registry")
    .option('--env <name=value>', "set a variable of the worker's environment (repeatable)", collect, [])
    .option('--build-arg <name=value>', 'value for an ARG of the Dockerfiles (repeatable)', collect, [])
    .option('--test-input <file>', 'send this job at the end; the deployment fails if it does')
    .option('--plan', 'print what it would do; nothing is built, pushed or written')
    .option('--json', 'print one JSON document')
    .action(runner((folder: string, options: DeployOptions) => deployFolder(io, folder, options)));
};

async function deployFolder(io: CliIo, typed: string, options: DeployOptions): Promise<ExitCode> {
  const target = await targetOf(io, options);
  const settings = settingsOf(
    pathOf(io, typed),
    target,
    options.testInput === undefined ? options : { ...options, testInput: pathOf(io, options.testInput) },
  );
  const { search, run, findAuth } = await findCliEngine(io);
  const needsEngine = settings.runtime === 'container' && !settings.image && !options.plan;
  const engine = needsEngine ? requireEngine(search) : search.found ? search.engine : undefined;
  if (settings.runtime === 'process')
    remark(io, 'No image is built: Local RunPod runs the folder itself, as a process.');
  const state = localStateFolder(io.env);
  const deps = {
    target,
    engine,
    run,
    findAuth,
    clock: io.clock,
    progress: cliProgress(io),
    journal: journalFiles(state),
    snapshots: snapshotFiles(state),
    onStep: ({ name, state: is }: { name: string; state: string }) => {
      if (is === 'running') remark(io, `${name} …`);
    },
    check: (folder: string, signal: AbortSignal) => checkErrorsOf(io, folder, signal),
  };
  const values = { env: pairsOf('--env', options.env), buildArgs: pairsOf('--build-arg', options.buildArg) };
  if (options.plan) {
    tellPlan(io, await planDeploy(settings, values, deps, io.signal), options);
    return 0;
  }
  const result = await deploy(settings, values, deps, io.signal);
  if (options.json) printJson(io, result);
  else tell(io, settings, result);
  return 0;
}

function settingsOf(folder: string, target: Target, options: DeployOptions): DeploySettings {
  const {
    name,
    runtime: wanted,
    gpu,
    target: _target,
    env: _env,
    buildArg: _args,
    json: _json,
    plan: _plan,
    disk,
    registryCredential,
    ...given
  } = options;
  const runtime =
    wanted ?? (target.kind === 'local' && !given.repository && !given.image ? 'process' : 'container');
  if (runtime === 'process' && target.kind === 'account') {
    throw new AppError('usage', 'An account runs images, not folders.', {
      remedy: 'Use --runtime container with --repository, or --target local.',
    });
  }
  return {
    ...given,
    folder,
    runtime,
    name: name ?? workerName(basename(folder)),
    ...(gpu !== undefined && { gpuIds: gpu }),
    ...(disk !== undefined && { diskGb: disk }),
    ...(registryCredential !== undefined && { registryCredentialId: registryCredential }),
  };
}

function tellPlan(io: CliIo, plan: DeployPlan, { json }: DeployOptions): void {
  if (json) {
    printJson(io, plan);
    return;
  }
  for (const [at, { name, does }] of plan.steps.entries())
    printLine(io, `${at + 1}. ${name.padEnd(9)}  ${does}`);
  for (const change of plan.changes) printLine(io, `   ${changeWords(change)}`);
}

function tell(io: CliIo, { name }: DeploySettings, result: DeployResult): void {
  const { endpointId, image, release, seconds, savings, verdict, warnings } = result;
  for (const warning of warnings) remark(io, `Note: ${warning}`);
  const steps = Object.entries(seconds).map(([step, took]) => `${step} ${renderDuration(took * 1000)}`);
  printLine(
    io,
    `${name} (${endpointId}) runs ${image}${release === undefined ? '' : `, release ${release}`}.`,
  );
  printLine(io, steps.join('  '));
  if (savings) printLine(io, savingsWords(savings));
  printLine(io, `${verdict} Next: \`job ${name}\`.`);
}

// `diagnose` says why an endpoint or a job is stuck: one cause, its proof, and what to do.

import { isAppError } from '../../base/errors';
import type { Proof, Remedy, Verdict } from '../../doctor/verdict';
import { diagnoseEndpoint } from '../diagnose';
import { localStateFolder } from '../localRunPod';
import { logFolder } from '../tailLogsFolder';
import type { AddCommand } from './command';
import { collect } from './command';
import { type CliIo, type ExitCode, printJson, printLine } from './io';
import { endpointOf, type TargetOption, targetOf, withTarget } from './targetOption';

interface DiagnoseCliOptions extends TargetOption {
  readonly job: readonly string[];
  readonly json?: true;
}

export const addDiagnoseCommand: AddCommand = (program, io, runner) => {
  withTarget(
    program
      .command('diagnose')
      .description('Say why an endpoint or a job is stuck, with the proof and a remedy'),
  )
    .argument('<endpoint>', 'id or name')
    .option('--job <id>', 'look at this job too; may be repeated', collect, [])
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nEnds with 0 when healthy or a matter of time, with 1 when something is wrong.')
    .action(runner((endpoint: string, options: DiagnoseCliOptions) => diagnoseIt(io, endpoint, options)));
};

async function diagnoseIt(io: CliIo, idOrName: string, options: DiagnoseCliOptions): Promise<ExitCode> {
  const target = await targetOf(io, options);
  // An endpoint that is gone is a finding here, not a mistake of the caller.
  const endpointId = await endpointOf(io, target, idOrName).then(
    endpoint => endpoint.id,
    error => {
      if (isAppError(error, 'not-found')) return idOrName;
      throw error;
    },
  );
  const logs = logFolder(localStateFolder(io.env), target);
  const asked = { endpointId, jobs: options.job.map(id => ({ id })), logFolder: logs };
  const { verdict } = await diagnoseEndpoint(target.cloud, asked, { clock: io.clock }, io.signal);
  if (options.json) printJson(io, verdict);
  else printLine(io, renderVerdict(verdict));
  return verdict.state === 'sick' || verdict.state === 'unsure' ? 1 : 0;
}

const headings = {
  healthy: 'Healthy',
  waiting: 'A matter of time',
  sick: 'Sick',
  unsure: 'Not sure',
} as const;

export function renderVerdict({ state, summary, diagnosis, others }: Verdict): string {
  const head = diagnosis
    ? `${headings[state]}: ${diagnosis.title} (${diagnosis.certainty})`
    : headings[state];
  const lines = [head, `  ${summary}`];
  if (diagnosis) lines.push(...proofLines(diagnosis.proof), ...remedyLines(diagnosis.remedies));
  for (const other of others) {
    lines.push(
      '',
      `Also ${other.certainty}: ${other.title}`,
      `  ${other.summary}`,
      ...proofLines(other.proof),
    );
  }
  return lines.join('\n');
}

function proofLines(proofs: readonly Proof[]): string[] {
  if (proofs.length === 0) return [];
  return [
    'Seen',
    ...proofs.map(({ from, text, workerId }) => `  ${from}${workerId ? ` ${workerId}` : ''}: ${text}`),
  ];
}

function remedyLines(remedies: readonly Remedy[]): string[] {
  if (remedies.length === 0) return [];
  return ['What to do', ...remedies.map(({ text }) => `  - ${text}`)];
}

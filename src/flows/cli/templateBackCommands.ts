// `template undo | rollback | history`: the ways back to an earlier state of the template.
import { snapshotFiles } from '../adapters/snapshotFiles';
import { localStateFolder } from '../localRunPod';
import { planRollBack, planUndo } from '../rollBack';
import { templateHistory } from '../snapshots';
import { fieldChanges } from '../templateChange';
import type { TemplatePlan } from '../updateTemplate';
import { type AddCommand, wholeNumber } from './command';
import { type CliIo, type ExitCode, printJson, printLine, remark } from './io';
import { renderTable } from './table';
import { endpointOf, type TargetOption, targetOf, withTarget } from './targetOption';
import { applyAndTell, tellPlan } from './templateOutput';

interface BackOptions extends TargetOption {
  readonly to?: number;
  readonly snapshot?: string;
  readonly dryRun?: true;
  readonly json?: true;
}

export const addTemplateBackCommands: AddCommand = (template, io, runner) => {
  withTarget(template.command('undo').description('take back the last update made from this machine'))
    .argument('<endpoint>', 'id or name')
    .option('--snapshot <name>', 'an earlier one, see `template history`')
    .option('--dry-run', 'print what would change; nothing is written')
    .option('--json', 'print one JSON document')
    .action(runner((endpoint: string, options: BackOptions) => undo(io, endpoint, options)));
  withTarget(template.command('rollback').description('put the template of an earlier release back'))
    .argument('<endpoint>', 'id or name')
    .requiredOption('--to <release>', 'number of the release', wholeNumber('--to', 1))
    .option('--dry-run', 'print what would change; nothing is written')
    .option('--json', 'print one JSON document')
    .action(runner((endpoint: string, options: BackOptions) => rollBack(io, endpoint, options)));
  withTarget(template.command('history').description('list releases, and the updates kept on this machine'))
    .argument('<endpoint>', 'id or name')
    .option('--json', 'print one JSON document')
    .action(runner((endpoint: string, options: BackOptions) => history(io, endpoint, options)));
};

async function undo(io: CliIo, idOrName: string, options: BackOptions): Promise<ExitCode> {
  const { cloud, endpointId } = await subjectOf(io, idOrName, options);
  const plan = await planUndo(cloud, { endpointId, snapshot: options.snapshot }, shelfOf(io), io.signal);
  tellKept(io, plan.kept, 'was changed again since and stays as it is');
  return finish(io, { cloud, plan }, options);
}

async function rollBack(io: CliIo, idOrName: string, options: BackOptions): Promise<ExitCode> {
  const { cloud, endpointId } = await subjectOf(io, idOrName, options);
  const plan = await planRollBack(cloud, { endpointId, release: options.to ?? 0 }, io.signal);
  tellKept(io, plan.kept, 'is not of the template and stays as it is');
  return finish(io, { cloud, plan }, options);
}

async function history(io: CliIo, idOrName: string, options: BackOptions): Promise<ExitCode> {
  const { cloud, endpointId } = await subjectOf(io, idOrName, options);
  const [{ releases }, bound] = await Promise.all([
    cloud.endpoints.releases(endpointId, io.signal),
    cloud.endpoints.bound(endpointId, io.signal),
  ]);
  const kept = bound.templateId ? await templateHistory(shelfOf(io), bound.templateId) : [];
  const updates = kept.map(({ name, content }) => ({
    snapshot: name,
    at: content.keptAt,
    changed: fieldChanges(content.before, content.after).map(({ field }) => field),
  }));
  // Values of a release's diff may be secrets: names say enough.
  const made = releases.map(({ version, createdAt, source, diff }) => ({
    release: version,
    at: createdAt,
    source,
    changed: diff.map(({ field }) => field),
  }));
  if (options.json) printJson(io, { releases: made, updates });
  else {
    const releaseRows = made.map(each => [String(each.release), each.at, each.changed.join(', ')]);
    printLine(io, renderTable(['release', 'made', 'changed'], releaseRows));
    const updateRows = updates.map(each => [each.snapshot, each.at, each.changed.join(', ')]);
    if (updates.length > 0) printLine(io, `\n${renderTable(['snapshot', 'kept', 'changed'], updateRows)}`);
  }
  return 0;
}

type Cloud = Awaited<ReturnType<typeof targetOf>>['cloud'];

async function subjectOf(io: CliIo, idOrName: string, options: TargetOption) {
  const target = await targetOf(io, options);
  const endpoint = await endpointOf(io, target, idOrName);
  return { cloud: target.cloud, endpointId: endpoint.id };
}

async function finish(
  io: CliIo,
  { cloud, plan }: { readonly cloud: Cloud; readonly plan: TemplatePlan },
  options: BackOptions,
): Promise<ExitCode> {
  if (!options.dryRun) return applyAndTell(io, cloud, plan, options);
  tellPlan(io, plan, options);
  return 0;
}

function tellKept(io: CliIo, fields: readonly string[], why: string): void {
  for (const field of fields) remark(io, `${field} ${why}.`);
}

function shelfOf(io: CliIo) {
  return snapshotFiles(localStateFolder(io.env));
}

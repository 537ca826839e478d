// How the commands of a template tell what would change and what did. Values are masked where they are secret.
import type { Cloud } from '../../api/cloud';
import { snapshotFiles } from '../adapters/snapshotFiles';
import { localStateFolder } from '../localRunPod';
import { changeWords } from '../templateChange';
import { type AppliedUpdate, applyTemplateUpdate, type TemplatePlan } from '../updateTemplate';
import { type CliIo, type ExitCode, printJson, printLine } from './io';

interface JsonOption {
  readonly json?: true;
}

/** Writes the plan and says what became of it. */
export async function applyAndTell(
  io: CliIo,
  cloud: Cloud,
  plan: TemplatePlan,
  options: JsonOption,
): Promise<ExitCode> {
  const snapshots = snapshotFiles(localStateFolder(io.env));
  const applied = await applyTemplateUpdate(cloud, plan, { snapshots, clock: io.clock }, io.signal);
  if (options.json) printJson(io, { ...planDocument(plan), ...appliedDocument(applied) });
  else {
    tellPlan(io, plan, options);
    for (const { field } of applied.putBack) {
      printLine(io, `${field} was changed by somebody else at the same moment; their value is in place.`);
    }
    printLine(io, `Written and read back. The state before is kept in ${applied.snapshot}.`);
  }
  return 0;
}

export function tellPlan(io: CliIo, plan: TemplatePlan, options: JsonOption): void {
  if (options.json) {
    printJson(io, planDocument(plan));
    return;
  }
  const { changes, endpoints } = plan;
  if (changes.length === 0) printLine(io, 'Nothing would change.');
  for (const change of changes) printLine(io, changeWords(change));
  if (changes.length > 0)
    printLine(io, `Reaches ${endpoints.map(({ name, id }) => `${name} (${id})`).join(', ')}.`);
}

function planDocument({ changes, endpoints }: TemplatePlan) {
  return { changes, endpoints };
}

function appliedDocument({ snapshot, putBack }: AppliedUpdate) {
  return {
    snapshot,
    putBack: putBack.map(({ field, kind, before, after }) => ({ field, kind, before, after })),
  };
}

// Switching the loading strategy: plan, show, apply. What is applied is what was shown: a file that changed since the
// plan is refused, and nothing is written.
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { AppError } from '../base/errors';
import { applyEdits } from '../base/text';
import { planSwitch } from '../loading/planSwitch';
import type { SwitchEdits, SwitchPlan, SwitchTarget } from '../loading/report';
import { readWorker, type StrategyDeps } from './strategy';

/** A file before and after the switch. */
export interface SwitchedFile {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

export type StrategySwitch =
  | Exclude<SwitchPlan, SwitchEdits>
  | (SwitchEdits & { readonly texts: readonly SwitchedFile[] });

export interface FileWriter {
  write(path: string, text: string): Promise<void>;
}

/** @throws AppError `not-found` when the file cannot be read. A refusal is an answer, not an error. */
export async function planStrategySwitch(
  path: string,
  to: SwitchTarget,
  deps: StrategyDeps,
): Promise<StrategySwitch> {
  const program = await readWorker(path, deps);
  const plan = planSwitch(program, to, deps.python);
  if (plan.kind !== 'edits') return plan;
  const texts = plan.files.map(({ path, edits }) => {
    const before = program.files.get(path)?.module.text ?? '';
    return { path, before, after: applyEdits(before, edits) };
  });
  return { ...plan, texts };
}

/** One unified diff of all files; `nameOf` makes the paths shorter for the reader. */
export function switchDiff(
  texts: readonly SwitchedFile[],
  nameOf: (path: string) => string = path => path,
): string {
  return texts
    .map(({ path, before, after }) => {
      const name = nameOf(path);
      return createTwoFilesPatch(`a/${name}`, `b/${name}`, before, after, undefined, undefined, {
        context: 3,
        headerOptions: FILE_HEADERS_ONLY,
      });
    })
    .join('');
}

/**
 * Writes the planned texts. All files are compared before the first is written.
 * @throws AppError `conflict` when a file is not what it was when the plan was made; nothing is written then.
 */
export async function applyStrategySwitch(
  texts: readonly SwitchedFile[],
  { files, writer }: { readonly files: StrategyDeps['files']; readonly writer: FileWriter },
): Promise<void> {
  for (const { path, before } of texts) {
    if ((await files.read(path)) === before) continue;
    throw new AppError('conflict', `${path} has changed since the switch was planned. Nothing was written.`, {
      remedy: 'Look at the new diff and apply that.',
    });
  }
  for (const { path, after } of texts) await writer.write(path, after);
}

/** A refusal as an error, for doors that end with one. */
export function refusalError(plan: Extract<SwitchPlan, { kind: 'refused' }>): AppError {
  return new AppError('refused', plan.reason, { remedy: plan.advice });
}

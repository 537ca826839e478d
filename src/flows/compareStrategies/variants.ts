// The two variants of a worker: the one that is written, and the one our own switch makes of it, each in a copy of the
// worker folder. The folder itself is only read; what is open and not saved yet is what is compared.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { AppError } from '../../base/errors';
import { copyFolder } from '../../emulator/runtimes/process/snapshots';
import { detect } from '../../loading/detect';
import type { Strategy } from '../../loading/report';
import type { Compared } from '../../protocol/comparison';
import { readWorker, type StrategyDeps } from '../strategy';
import { planStrategySwitch } from '../switchStrategy';

export interface Variant {
  readonly strategy: Compared;
  readonly origin: 'as written' | 'switched';
  /** Texts by path relative to the worker folder, written over its copy. */
  readonly texts: ReadonlyMap<string, string>;
}

export interface Variants {
  readonly current: Strategy;
  /** Relative to the worker folder. */
  readonly handler: string;
  /** The one that is written first, if there is one. */
  readonly all: readonly Variant[];
}

/** Throws `refused` with the planner's reason and advice when one of the two cannot be made. */
export async function planVariants(path: string, folder: string, deps: StrategyDeps): Promise<Variants> {
  const program = await readWorker(path, deps);
  const { strategy: current, reason } = detect(program);
  if (current === 'none' || current === 'unknown') {
    throw new AppError('refused', `There is nothing to compare: ${reason}`, {
      remedy: 'Compare a handler that loads a model before start(), in its first job, or in every job.',
    });
  }
  const written = new Map(
    [...program.files.values()].flatMap(({ path: at, module }) => {
      const name = inside(folder, at);
      return name === undefined ? [] : [[name, module.text] as const];
    }),
  );
  const all: Variant[] = [];
  for (const to of current === 'lazy' ? (['lazy', 'warm'] as const) : (['warm', 'lazy'] as const)) {
    all.push(await variantOf(to, { path, folder, written }, deps));
  }
  return { current, handler: inside(folder, path) ?? path, all };
}

interface Written {
  readonly path: string;
  readonly folder: string;
  readonly written: ReadonlyMap<string, string>;
}

async function variantOf(
  to: Compared,
  { path, folder, written }: Written,
  deps: StrategyDeps,
): Promise<Variant> {
  const plan = await planStrategySwitch(path, to, deps);
  if (plan.kind === 'unchanged') return { strategy: to, origin: 'as written', texts: written };
  if (plan.kind === 'refused') {
    throw new AppError('refused', `The ${to} variant cannot be made: ${plan.reason}`, {
      remedy: plan.advice,
    });
  }
  const texts = new Map(written);
  for (const { path: at, after } of plan.texts) {
    const name = inside(folder, at);
    if (name === undefined) {
      throw new AppError('refused', `The ${to} variant would change ${at}, which is outside of ${folder}.`, {
        remedy: 'Compare from the folder that holds both: give it with --folder.',
      });
    }
    texts.set(name, after);
  }
  return { strategy: to, origin: 'switched', texts };
}

/** Copies the worker folder and puts the variant's texts into the copy. */
export async function writeVariant({ texts }: Variant, from: string, to: string): Promise<void> {
  await copyFolder(from, to);
  for (const [name, text] of texts) {
    await mkdir(dirname(join(to, name)), { recursive: true });
    await writeFile(join(to, name), text);
  }
}

function inside(folder: string, path: string): string | undefined {
  const name = relative(folder, path);
  return name.startsWith(`..${sep}`) || isAbsolute(name) ? undefined : name;
}

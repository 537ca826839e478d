// What importing a file runs, kept while no file but the entry changes: at a keystroke in the handler, the files that it
// imports load what they loaded a moment ago, and most of a program is in them.
import { basename } from 'node:path';
import type { Program, ProgramFile } from '../../project/program';
import type { ImportedName } from '../../python/imports';
import type { Module } from '../../python/module';
import { propertyNames } from './given';
import type { Opaque, Site, Sites, Step } from './sites';

/** All that the walk through an imported file depends on, besides what was imported before it. */
interface Around {
  readonly roots: readonly string[];
  readonly files: readonly ProgramFile[];
  /** What the entry's classes call their properties: to read one of these runs it. */
  readonly properties: readonly string[];
}

interface Run {
  readonly around: Around;
  /** The one before it in the entry, which had the same files imported. */
  readonly previous: Run | undefined;
  /** The files it imported, itself first. */
  readonly imported: readonly ProgramFile[];
  readonly loads: readonly Site[];
  readonly opaque: readonly Opaque[];
}

export class KeptImports {
  /** Undefined where a file imports the entry: then all may change with it. */
  private readonly around: Around | undefined;
  private readonly compared = new Map<Around, boolean>();
  private last: Run | undefined;

  constructor({ entry, files, roots, resolve }: Program) {
    const others = [...files.values()].filter(file => file !== entry);
    const stem = basename(entry.path, '.py');
    const mayMean = ({ module, member }: ImportedName) =>
      member === stem || module.endsWith(stem) || stem === '__init__';
    const comesBack = others.some(file =>
      file.module.imports.some(found => mayMean(found) && resolve(file, found) === entry),
    );
    this.around = comesBack
      ? undefined
      : { roots, files: others, properties: entry.module.known(propertyNames) };
  }

  /**
   * What the import at `step`, a statement of the entry, adds to the files imported and to what was found: by `walk`,
   * unless that is known.
   */
  import(
    file: ProgramFile,
    { step, seen, found }: { readonly step: Step; readonly seen: Set<ProgramFile>; readonly found: Sites },
    walk: () => void,
  ): void {
    const { around } = this;
    if (!around) {
      walk();
      return;
    }
    const runs = file.module.known(runsByPath);
    const known = runs.get(file.path);
    if (known && known.previous === this.last && this.isStill(known.around)) {
      this.last = known;
      const follows = <T extends Opaque>(one: T): T => ({ ...one, steps: [step, ...one.steps.slice(1)] });
      for (const one of known.imported) seen.add(one);
      found.loads.push(...known.loads.map(follows));
      found.opaque.push(...known.opaque.map(follows));
      return;
    }
    const { loads, opaque } = found;
    const from = { seen: seen.size, loads: loads.length, opaque: opaque.length };
    walk();
    this.last = {
      around,
      previous: this.last,
      imported: [...seen].slice(from.seen),
      loads: loads.slice(from.loads),
      opaque: opaque.slice(from.opaque),
    };
    runs.set(file.path, this.last);
  }

  private isStill(around: Around): boolean {
    const known = this.compared.get(around);
    if (known !== undefined) return known;
    const now = this.around;
    const found =
      now !== undefined &&
      isSame(now.roots, around.roots) &&
      isSame(now.files, around.files) &&
      isSame(now.properties, around.properties);
    this.compared.set(around, found);
    return found;
  }
}

/** Files of the same text share one module. */
function runsByPath(_: Module): Map<string, Run> {
  return new Map();
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((one, index) => one === b[index]);
}

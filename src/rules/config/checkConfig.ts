// What all configuration together says: which rule runs, how loud, and where not. Layers are ordered from the outermost
// folder to the innermost; the later one has the last word.
import { isAbsolute, relative } from 'node:path';
import dockerignore from '@balena/dockerignore';
import type { SwitchTarget } from '../../loading/report';
import type { ConfigLayer, ConfigProblem, KnownRule, SeveritySetting } from './layer';

type Matches = (path: string) => boolean;

interface Step {
  readonly severities: ConfigLayer['severities'];
  readonly applies: Matches;
}

export class CheckConfig {
  private readonly steps: readonly Step[];
  private readonly ignored: readonly Matches[];
  /** The loading strategy that was asked for. */
  readonly strategy: SwitchTarget | undefined;

  constructor(
    layers: readonly ConfigLayer[] = [],
    /** What is wrong in the files it was read from. */
    readonly problems: readonly ConfigProblem[] = [],
  ) {
    this.steps = layers.flatMap(({ folder, severities, overrides }) => [
      { severities, applies: () => true },
      ...overrides.map(one => ({ severities: one.severities, applies: matcher(folder, one.files) })),
    ]);
    this.ignored = layers.filter(one => one.ignore.length > 0).map(one => matcher(one.folder, one.ignore));
    this.strategy = layers.findLast(one => one.strategy !== undefined)?.strategy;
  }

  /** False when nothing of the rule would be shown anywhere. */
  runs({ code }: KnownRule): boolean {
    const said = this.steps.flatMap(({ severities }) => severities[code] ?? []);
    return said.length === 0 || said.some(severity => severity !== 'off');
  }

  /** The severity of a rule's findings in a file; undefined leaves the rule its own. */
  severityOf({ code }: KnownRule, path: string): SeveritySetting | undefined {
    return this.steps.findLast(({ severities, applies }) => severities[code] !== undefined && applies(path))
      ?.severities[code];
  }

  /** True when nothing is to be said about the file. */
  ignores(path: string): boolean {
    return this.ignored.some(matches => matches(path));
  }
}

export const noConfig = new CheckConfig();

/** Globs as in `.dockerignore`, relative to the folder: `tests`, `legacy/**`, `**` + `/old_*.py`, `!` takes back. */
function matcher(folder: string, globs: readonly string[]): Matches {
  const rules = dockerignore({ ignorecase: false }).add([...globs]);
  return path => {
    const inside = relative(folder, path);
    return inside !== '' && !inside.startsWith('..') && !isAbsolute(inside) && rules.ignores(inside);
  };
}

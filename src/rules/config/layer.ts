// One place that configures the check, as read: severities by code, paths to leave alone, and what is wrong with it.
// Every key is optional; what nobody could mean is told and left out, the rest holds.
import type { SwitchTarget } from '../../loading/report';
import type { SourceText } from '../../project/source';
import { type JsonNode, propertiesOf, property, spanOf } from '../jsonText';
import type { Finding, Rule, Severity } from '../rule';

export type SeveritySetting = Severity | 'off';
export type Severities = Readonly<Record<string, SeveritySetting>>;

const severitySettings: readonly SeveritySetting[] = ['error', 'warning', 'info', 'hint', 'off'];
const strategies: readonly SwitchTarget[] = ['warm', 'lazy'];

export interface ConfigLayer {
  /** Absolute: what the globs are relative to. */
  readonly folder: string;
  /** By code. */
  readonly severities: Severities;
  /** Globs in the manner of `.dockerignore`. */
  readonly ignore: readonly string[];
  readonly overrides: readonly { readonly files: readonly string[]; readonly severities: Severities }[];
  readonly strategy: SwitchTarget | undefined;
}

/** Values of VS Code's settings as the editor hands them over, in whatever shape a person gave them. */
export interface CheckSettings {
  readonly folder: string;
  readonly rules: Readonly<Record<string, unknown>>;
  readonly ignore: readonly unknown[];
  readonly loadingStrategy: string;
}

export type ConfigProblem = Pick<Finding, 'path' | 'range' | 'message'>;

export type KnownRule = Pick<Rule, 'code' | 'name'>;

const configKeys = ['$schema', 'rules', 'ignore', 'overrides', 'loadingStrategy'];
const overrideKeys = ['files', 'rules'];

/** What nobody could mean is left out: VS Code itself marks it in `settings.json`. */
export function layerOfSettings(given: CheckSettings, rules: readonly KnownRule[]): ConfigLayer {
  const severities = Object.entries(given.rules).flatMap(([key, value]) => {
    const rule = ruleOf(key, rules);
    const severity = severitySettings.find(word => word === value);
    return rule && severity ? [[rule.code, severity] as const] : [];
  });
  return {
    folder: given.folder,
    severities: Object.fromEntries(severities),
    ignore: given.ignore.filter(one => typeof one === 'string'),
    overrides: [],
    strategy: strategies.find(one => one === given.loadingStrategy),
  };
}

function ruleOf(key: unknown, rules: readonly KnownRule[]): KnownRule | undefined {
  return rules.find(one => one.code === key || one.name === key);
}

/** Reads the configuration object of a file. Never throws. */
export class LayerReader {
  readonly problems: ConfigProblem[] = [];

  constructor(
    private readonly source: SourceText,
    private readonly rules: readonly KnownRule[],
  ) {}

  /** The object of `.runpod/check.json`, or of "runpod" in package.json. */
  read(node: JsonNode, folder: string): ConfigLayer {
    if (!this.isObject(node))
      return { folder, severities: {}, ignore: [], overrides: [], strategy: undefined };
    this.knownKeys(node, configKeys);
    return {
      folder,
      severities: this.severities(property(node, 'rules')),
      ignore: this.globs(property(node, 'ignore')),
      overrides: this.overrides(property(node, 'overrides')),
      strategy: this.word(property(node, 'loadingStrategy'), strategies),
    };
  }

  /** The keys of VS Code's `settings.json` that say the same. */
  readSettings(node: JsonNode, folder: string): ConfigLayer {
    const strategy = property(node, 'runpod.loadingStrategy');
    return {
      folder,
      severities: this.severities(property(node, 'runpod.rules')),
      ignore: this.globs(property(node, 'runpod.ignore')),
      overrides: [],
      strategy: strategy?.value === 'keep' ? undefined : this.word(strategy, strategies),
    };
  }

  tell(node: JsonNode, message: string): void {
    const { start, end } = spanOf(node);
    // An object or a list would be underlined from end to end: its first character is enough.
    const shown = node.type === 'object' || node.type === 'array' ? start + 1 : end;
    this.problems.push({
      path: this.source.path,
      range: this.source.rangeOf({ start, end: shown }),
      message,
    });
  }

  private severities(node: JsonNode | undefined): Severities {
    if (!node || !this.isObject(node)) return {};
    const entries = propertiesOf(node).flatMap(({ key, value }) => {
      const rule = ruleOf(key.value, this.rules);
      if (!rule)
        this.tell(
          key,
          `There is no rule ${String(key.value)}. A rule is named by its code (RP103) or its name (load-per-request).`,
        );
      const severity = this.word(value, severitySettings);
      return rule && severity ? [[rule.code, severity] as const] : [];
    });
    return Object.fromEntries(entries);
  }

  private overrides(node: JsonNode | undefined): ConfigLayer['overrides'] {
    return this.list(node).flatMap(one => {
      if (!this.isObject(one)) return [];
      this.knownKeys(one, overrideKeys);
      const [files, rules] = [property(one, 'files'), property(one, 'rules')];
      if (!files) this.tell(one, 'An override needs "files", the globs it is for.');
      if (!rules) this.tell(one, 'An override needs "rules", the severities it sets.');
      return files ? [{ files: this.globs(files), severities: this.severities(rules) }] : [];
    });
  }

  private globs(node: JsonNode | undefined): string[] {
    return this.list(node).flatMap(one => {
      if (one.type === 'string' && String(one.value).trim() !== '') return [String(one.value)];
      this.tell(one, 'A glob is expected here, such as "tests/**".');
      return [];
    });
  }

  private list(node: JsonNode | undefined): readonly JsonNode[] {
    if (!node) return [];
    if (node.type === 'array') return node.children ?? [];
    this.tell(node, 'A list is expected here.');
    return [];
  }

  private word<T extends string>(node: JsonNode | undefined, words: readonly T[]): T | undefined {
    const found = node && words.find(word => word === node.value);
    if (node && !found) this.tell(node, `Expected one of ${words.join(', ')}.`);
    return found;
  }

  private isObject(node: JsonNode): boolean {
    if (node.type !== 'object') this.tell(node, 'An object is expected here.');
    return node.type === 'object';
  }

  private knownKeys(node: JsonNode, known: readonly string[]): void {
    for (const { key } of propertiesOf(node)) {
      if (known.includes(String(key.value))) continue;
      this.tell(
        key,
        `"${String(key.value)}" means nothing here. Known are ${known.filter(one => !one.startsWith('$')).join(', ')}.`,
      );
    }
  }
}

// What a base of its own saves, measured on this machine: what a deployment built and pushed when everything was new,
// against one that found its base where it was. Nothing is estimated; without two deployments there is nothing to tell.
import { duration, formatBytes } from '../base/words';
import { type DeployRecord, secondsOf } from './deployRecord';

export interface BuildCost {
  /** Of build and push. */
  readonly seconds: number;
  /** Uncompressed; undefined where the engine does not tell. */
  readonly bytes: number | undefined;
}

export interface SplitSavings {
  readonly now: BuildCost;
  /** The last time that the base, or one Dockerfile for everything, was built. */
  readonly whole: BuildCost;
}

/** Undefined unless `record` was built on a base that was there; `earlier` are deployments, newest first. */
export function splitSavings(
  record: DeployRecord,
  earlier: readonly DeployRecord[],
): SplitSavings | undefined {
  if (record.facts.baseImage === undefined || record.facts.baseBuilt !== false) return undefined;
  const whole = lastWhole(record.settings.folder, earlier);
  const now = costOf(record);
  return whole && now && { now, whole };
}

/** What the folder's last deployment cost that built everything. */
export function lastWhole(folder: string, records: readonly DeployRecord[]): BuildCost | undefined {
  const last = records.find(
    ({ settings, outcome, facts }) =>
      settings.folder === folder &&
      outcome === 'done' &&
      facts.baseBuilt !== false &&
      facts.image !== undefined,
  );
  return last && costOf(last);
}

function costOf(record: DeployRecord): BuildCost | undefined {
  const { build, push } = secondsOf(record);
  if (build === undefined || push === undefined) return undefined;
  return { seconds: build + push, bytes: record.facts.pushedBytes };
}

export function savingsWords({ now, whole }: SplitSavings): string {
  return `The base was there: build and push took ${costWords(now)}, and ${costWords(whole)} when everything was built.`;
}

/** `2 min 38 s for 537 MB`. */
export function costWords({ seconds, bytes }: BuildCost): string {
  return `${duration(seconds * 1000)}${bytes === undefined ? '' : ` for ${formatBytes(bytes)}`}`;
}

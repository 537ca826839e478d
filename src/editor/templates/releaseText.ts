// A release as text for a diff: what each field was and what it became, secret values masked but told apart. Pure.
import { isRecord } from '../../base/json';
import { isSecretName, redact, redacted, shownVariable } from '../../base/redact';
import type { Release } from '../../wire/endpoint';

export interface ReleaseText {
  readonly before: string;
  readonly after: string;
}

const words: Readonly<Record<string, string>> = {
  'template.imageName': 'image',
  'template.dockerArgs': 'start command',
  'template.containerDiskInGb': 'container disk (GB)',
  'template.containerRegistryAuthId': 'registry credential',
};

export function releaseText({ diff }: Release): ReleaseText {
  if (diff.length === 0) return { before: '', after: '(the first release: nothing was there before)\n' };
  const sides = diff.map(({ field, old, new: next }) =>
    /(^|\.)env$/.test(field) ? envSides(old, next) : { before: line(field, old), after: line(field, next) },
  );
  return {
    before: sides.map(side => side.before).join(''),
    after: sides.map(side => side.after).join(''),
  };
}

/** The fields a release changed, in a few words. */
export function releaseWords({ diff }: Release): string {
  if (diff.length === 0) return 'first release';
  return diff.map(({ field }) => words[field] ?? field.replace(/^template\./, '')).join(', ');
}

function line(field: string, value: unknown): string {
  if (value === undefined || value === null || value === '') return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `${words[field] ?? field.replace(/^template\./, '')}: ${redact(text)}\n`;
}

function envSides(old: unknown, next: unknown): ReleaseText {
  const [had, has] = [envOf(old), envOf(next)];
  const names = [...new Set([...had.keys(), ...has.keys()])];
  const side = (env: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>, mark: string) =>
    names
      .flatMap(name => {
        const value = env.get(name);
        if (value === undefined) return [];
        const isOther = isSecretName(name) && other.has(name) && other.get(name) !== value;
        return [`env ${name}: ${isOther ? redacted + mark : shownVariable(name, value)}\n`];
      })
      .join('');
  return { before: side(had, has, ''), after: side(has, had, ' (another value)') };
}

/** The list of pairs that templates hold, or an object of names and values. */
function envOf(value: unknown): Map<string, string> {
  if (Array.isArray(value)) {
    return new Map(value.flatMap(each => (isRecord(each) ? [[String(each.key), String(each.value)]] : [])));
  }
  return new Map(Object.entries(isRecord(value) ? value : {}).map(([key, text]) => [key, String(text)]));
}

// One requirement on a package, wherever it is written: requirements file, pyproject, lock, or a pip command.
import type { SourceText, Span } from './source';

export type RequirementKind = 'requirements' | 'pyproject' | 'lock' | 'command';

export interface Requirement extends Span {
  readonly source: SourceText;
  readonly kind: RequirementKind;
  /** Lower case, runs of `-_.` as one `-` (PEP 503). */
  readonly name: string;
  readonly extras: readonly string[];
  /** PEP 440 specifiers; empty when any version will do; undefined when it cannot be read (a variable, a foreign syntax). */
  readonly specifier: string | undefined;
  /** Where the specifier stands, or where one would go in (an empty span). */
  readonly specifierSpan: Span;
  /** Direct reference (`name @ https://…`, `git+https://…`). */
  readonly url: string | undefined;
  readonly marker: string | undefined;
}

export function normalName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

const requirementPattern = /^([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)(\s*\[[^\]]*\])?(\s*)(.*)$/s;

/** Reads `name[extras] specifiers ; marker` or `name @ url` at `start` of the source. Undefined when it is neither. */
export function readRequirement(
  text: string,
  at: { readonly source: SourceText; readonly start: number; readonly kind: RequirementKind },
): Requirement | undefined {
  const trimmed = text.trimEnd();
  const egg = /^(?:-e\s+)?(?:git|hg|svn|bzr)\+\S+?(?:#egg=([\w.-]+))?$/.exec(trimmed);
  const named = egg ? undefined : requirementPattern.exec(trimmed);
  const end = at.start + trimmed.length;
  if (egg?.[1]) {
    return { ...blank(at, normalName(egg[1]), end), url: trimmed, specifierSpan: { start: end, end } };
  }
  if (!named) return undefined;
  const [, name = '', extras = '', gap = '', rest = ''] = named;
  const specStart = at.start + name.length + extras.length + gap.length;
  const [constraint = '', marker] = splitMarker(rest);
  const base = {
    ...blank(at, normalName(name), end),
    extras: extraNames(extras),
    marker: marker?.trim() || undefined,
  };
  if (constraint.startsWith('@')) {
    return { ...base, url: constraint.slice(1).trim(), specifierSpan: { start: end, end } };
  }
  const written = constraint.replace(/\s+--hash[\s\S]*$/, '').trimEnd();
  if (written !== '' && !/^\(?\s*(===?|~=|!=|>=?|<=?)/.test(written)) return undefined;
  const specEnd = written === '' ? at.start + name.length + extras.length : specStart + written.length;
  return {
    ...base,
    specifier: /[$`{]/.test(written) ? undefined : written.replace(/[()]/g, ''),
    specifierSpan: { start: written === '' ? specEnd : specStart, end: specEnd },
  };
}

function blank(
  at: { readonly source: SourceText; readonly start: number; readonly kind: RequirementKind },
  name: string,
  end: number,
): Omit<Requirement, 'specifierSpan'> {
  const { source, kind, start } = at;
  return {
    source,
    kind,
    start,
    end,
    name,
    extras: [],
    specifier: undefined,
    url: undefined,
    marker: undefined,
  };
}

function splitMarker(rest: string): readonly (string | undefined)[] {
  const at = rest.indexOf(';');
  return at < 0 ? [rest, undefined] : [rest.slice(0, at), rest.slice(at + 1)];
}

function extraNames(text: string): string[] {
  return text
    .replace(/[[\]\s]/g, '')
    .split(',')
    .filter(Boolean);
}

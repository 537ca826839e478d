// Requirements in pyproject.toml (PEP 621, dependency groups, Poetry) and exact versions in lock files (uv, Poetry, PDM,
// Pipfile). Read by line, not by a TOML parser: a finding needs the place, and half-typed files are ordinary.
import { normalName, type Requirement, readRequirement } from './requirement';
import { SourceText } from './source';

const listSections =
  /^(project|project\.optional-dependencies|dependency-groups|tool\.uv(\..*)?|build-system)$/;
const poetrySection = /^tool\.poetry\.(group\.[^.]+\.)?(dev-)?dependencies$/;

/** Every requirement a pyproject.toml names. */
export function readPyproject(path: string, text: string): Requirement[] {
  const source = new SourceText(path, text);
  const found: Requirement[] = [];
  let section = '';
  for (const match of text.matchAll(/[^\r\n]+/g)) {
    const line = match[0];
    const header = /^\s*\[+\s*([^\]]+?)\s*\]+/.exec(line)?.[1];
    if (header !== undefined && !/["',]/.test(header)) section = header;
    else if (poetrySection.test(section)) found.push(...poetryLine(source, line, match.index));
    else if (listSections.test(section) && section !== 'build-system') {
      found.push(...listLine(source, line, match.index));
    }
  }
  return found;
}

function listLine(source: SourceText, line: string, start: number): Requirement[] {
  const code = line.replace(/(^|\s)#.*$/, '');
  if (/^\s*(name|version|description|readme|requires-python|license|keywords|classifiers)\s*=/.test(code))
    return [];
  return [...code.matchAll(/"([^"]*)"|'([^']*)'/g)].flatMap(match => {
    const text = match[1] ?? match[2] ?? '';
    const found = readRequirement(text, { source, start: start + match.index + 1, kind: 'pyproject' });
    return found ? [found] : [];
  });
}

function poetryLine(source: SourceText, line: string, start: number): Requirement[] {
  const match = /^(\s*["']?)([\w.-]+)["']?\s*=\s*(?:\{.*?version\s*=\s*)?"([^"]*)"/.exec(line);
  if (!match) return [];
  const [whole, lead = '', name = '', version = ''] = match;
  const specEnd = start + whole.length - 1;
  const specifierSpan = { start: specEnd - version.length, end: specEnd };
  const specifier = pep440Of(version);
  return [
    {
      source,
      kind: 'pyproject',
      name: normalName(name),
      start: start + lead.length,
      end: start + whole.length,
      extras: [],
      specifier,
      specifierSpan,
      url: undefined,
      marker: undefined,
    },
  ];
}

/** Poetry's caret, tilde and bare versions as PEP 440; undefined when it is none of them. */
function pep440Of(version: string): string | undefined {
  const written = version.trim();
  if (written === '*' || written === '') return '';
  const caret = /^\^\s*(\d+)(\.\d+)*$/.exec(written);
  if (caret) return `>=${written.slice(1).trim()},<${upperOfCaret(written.slice(1).trim())}`;
  const tilde = /^~\s*(\d+)(?:\.(\d+))?(\.\d+)*$/.exec(written);
  if (tilde) {
    const upper = tilde[2] === undefined ? `${Number(tilde[1]) + 1}` : `${tilde[1]}.${Number(tilde[2]) + 1}`;
    return `>=${written.slice(1).trim()},<${upper}`;
  }
  if (/^\d[\w.]*$/.test(written)) return `==${written}`;
  return /^(===?|~=|!=|>=?|<=?)/.test(written) && !written.includes('|') ? written : undefined;
}

function upperOfCaret(version: string): string {
  const parts = version.split('.').map(Number);
  const at = parts.findIndex(part => part > 0);
  const index = at < 0 ? parts.length - 1 : at;
  return parts
    .map((part, place) => (place < index ? part : part + 1))
    .slice(0, index + 1)
    .join('.');
}

const lockedTable = /^name = "([^"]+)"\r?\nversion = "([^"]+)"/gm;
const lockedJson = /"([\w.-]+)":\s*\{[^{}]*?"version":\s*"==([^"]+)"/g;

/** Exact versions of a lock file: uv.lock, poetry.lock, pdm.lock, Pipfile.lock. */
export function readLock(path: string, text: string): Requirement[] {
  const source = new SourceText(path, text);
  const pattern = path.endsWith('Pipfile.lock') ? lockedJson : lockedTable;
  return [...text.matchAll(pattern)].map(match => {
    const version = match[2] ?? '';
    const end = match.index + match[0].length - 1;
    return {
      source,
      kind: 'lock' as const,
      name: normalName(match[1] ?? ''),
      start: end - version.length,
      end,
      extras: [],
      specifier: `==${version}`,
      specifierSpan: { start: end - version.length, end },
      url: undefined,
      marker: undefined,
    };
  });
}

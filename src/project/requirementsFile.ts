// A requirements file: one requirement a line, includes and options told apart. Lines that are neither are left out.
import { type Requirement, readRequirement } from './requirement';
import { SourceText } from './source';

export interface RequirementsFile {
  readonly source: SourceText;
  readonly path: string;
  readonly requirements: readonly Requirement[];
  /** Files named by `-r`, as written. `-c` constrains, it installs nothing. */
  readonly includes: readonly string[];
}

export function readRequirementsFile(path: string, text: string): RequirementsFile {
  const source = new SourceText(path, text);
  const requirements: Requirement[] = [];
  const includes: string[] = [];
  for (const { line, start } of logicalLines(text)) {
    const indent = /^\s*/.exec(line)?.[0].length ?? 0;
    const body = line.slice(indent).replace(/(^|\s)#.*$/, '');
    const include = /^(?:-r|--requirement)[\s=]*(\S+)/.exec(body)?.[1];
    if (include) includes.push(include);
    else if (body && (!body.startsWith('-') || body.startsWith('-e '))) {
      const found = readRequirement(body, { source, start: start + indent, kind: 'requirements' });
      if (found) requirements.push(found);
    }
  }
  return { source, path, requirements, includes };
}

/** Lines with `\` continuations joined, every offset kept. */
function logicalLines(text: string): { line: string; start: number }[] {
  const joined = text.replace(/^\uFEFF/, ' ').replace(/\\\r?\n/g, match => ' '.repeat(match.length));
  return [...joined.matchAll(/[^\r\n]+/g)].map(match => ({ line: match[0], start: match.index }));
}

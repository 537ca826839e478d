// The table of rules in src/rules/README.md, rendered from the registry; a house test keeps the file true.
import type { Rule } from './rule';

/** Markdown: one row a rule, in the order of the registry. */
export function rulesTable(rules: readonly Rule[]): string {
  const rows = rules.map(
    ({ code, name, severity, title, fixable }) =>
      `| [${code}](${name}/doc.md) | ${name} | ${severity} | ${title} | ${fixable ? 'yes' : '–'} |`,
  );
  return ['| code | name | severity | what it says | fix |', '| --- | --- | --- | --- | --- |', ...rows].join(
    '\n',
  );
}

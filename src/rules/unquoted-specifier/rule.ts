// RP412: `pip install runpod>=1.7` without quotes. The shell takes `>` for a redirect: any version is installed, and a
// file called `=1.7` holds pip's output.
import { type Install, installsOf } from '../../project/installs';
import { readShell } from '../../project/shell';
import { replaceFix } from '../edits';
import { defineRule } from '../rule';

export const unquotedSpecifier = defineRule({
  code: 'RP412',
  name: 'unquoted-specifier',
  severity: 'warning',
  title: 'A version range without quotes is a shell redirect',
  fixable: true,
  check({ worker }, report) {
    const inImages = worker.images.flatMap(image =>
      installsOf(image.view.instructions.flatMap(one => one.commands)),
    );
    const inScripts = worker.scripts.flatMap(script => installsOf(readShell(script)));
    for (const install of [...inImages, ...inScripts]) {
      for (const { start, end, name } of unquoted(install)) {
        const { source } = install.command;
        const written = source.slice({ start, end });
        report({
          path: source.path,
          range: source.rangeOf({ start, end }),
          severity: name === 'runpod' ? 'error' : 'warning',
          message: `The shell takes ${written.replace(/^[^<>]*/, '').charAt(0)} for a redirect: ${name} is installed in any version, and a file named "${written.replace(/^[^<>]*[<>]+/, '')}" is ${/>/.test(written) ? 'written' : 'read'}. Quote it.`,
          fixes: [replaceFix('Quote the requirement', source, [{ start, end, newText: `"${written}"` }])],
        });
      }
    }
  },
});

/** Requirements that touch a redirect whose target begins like the rest of a specifier. */
function unquoted({ command, requirements }: Install): { start: number; end: number; name: string }[] {
  return requirements.flatMap(one => {
    const redirect = command.redirects.find(
      found => found.span.start === one.end && /^[<>]$/.test(found.operator),
    );
    if (!redirect || redirect.target.start !== redirect.span.end) return [];
    if (!/^=?\d[\w.,=<>!*]*$|^=\d/.test(redirect.target.text)) return [];
    return [
      { start: one.start, end: endOfSpecifier(command.source.text, redirect.target.end), name: one.name },
    ];
  });
}

/** `>=1.7,<2` is two redirects to the shell. */
function endOfSpecifier(text: string, from: number): number {
  const rest = /^(?:,?[<>!=~]+[\w.*]+)*/.exec(text.slice(from, from + 60));
  return from + (rest?.[0].length ?? 0);
}

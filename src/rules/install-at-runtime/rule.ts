// RP204: packages installed by the worker itself, at each start or in a job: minutes of paid GPU time, another set of
// packages every week, and a worker that does not start when the index is down.
import { installsOf } from '../../project/installs';
import { type Call, callOf } from '../../python/calls';
import type { Module } from '../../python/module';
import type { Node } from '../../python/node';
import { qualifiedName } from '../../python/qualify';
import { stringValue } from '../../python/strings';
import { defineRule } from '../rule';

const runners =
  /^(subprocess\.(run|call|check_call|check_output|Popen)|os\.(system|popen)|asyncio\.create_subprocess_(exec|shell)|pip\.main|pip\._internal\.main)$/;
const installs = /(^|[\s/;&|])(pip[\d.]*|conda|mamba|apt|apt-get|uv pip)(\s+-\S+)*\s+install\s/;

export const installAtRuntime = defineRule({
  code: 'RP204',
  name: 'install-at-runtime',
  severity: 'warning',
  title: 'The worker installs packages while it runs',
  fixable: false,
  check({ entries, worker }, report) {
    const message =
      'Packages are installed each time a worker runs this: it starts minutes later, may get other versions than yesterday, and fails when the index does. Install them in the image.';
    for (const { program } of entries) {
      for (const { path, module } of program.files.values()) {
        for (const call of module.known(installCalls)) {
          report({ path, range: call.node.range, message });
        }
      }
    }
    for (const { starts } of worker.images) {
      for (const { command } of installsOf(starts.map(start => start.command))) {
        const range = command.source.rangeOf({
          start: command.words[0]?.start ?? command.start,
          end: command.end,
        });
        report({ path: command.source.path, range, message });
      }
    }
  },
});

function installCalls(module: Module): readonly Call[] {
  if (!/\binstall\b/.test(module.text)) return [];
  return module.calls.filter(call => isInstall(module, call));
}

function isInstall(module: Module, call: Call): boolean {
  if (!runners.test(qualifiedName(module, call.callee) ?? '')) return false;
  const [first] = call.args;
  return installs.test(`${commandText(first) ?? ''} `);
}

/** The command line of a string or a list; what only running would tell is left out. */
function commandText(node: Node | undefined): string | undefined {
  if (node?.type === 'list') {
    const words = node.parts.map(part => stringValue(part) ?? '');
    return words.includes('-m') ? words.slice(words.indexOf('-m') + 1).join(' ') : words.join(' ');
  }
  const call = callOf(node);
  if (call?.callee.type === 'attribute' && call.callee.child('attribute')?.text === 'split')
    return commandText(call.callee.child('object'));
  if (node?.type === 'string')
    return stringValue(node) ?? node.text.replace(/^[a-zA-Z]*["']+/, '').replace(/\{[^}]*\}/g, 'x');
  return stringValue(node);
}

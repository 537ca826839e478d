// What stands in the way of any switch, whatever loads: no start(), two of them, a handler that is not a function of
// this file, a file that is generated.
import type { StartCall } from '../../project/start';
import type { Module } from '../../python/module';
import type { Node } from '../../python/node';
import type { Analysis, Handler } from '../detect/analysis';
import { servesItself } from '../detect/judge';
import { Refused } from './refuse';

const template = /<<\s*\w+\s*>>|\{\{\s*\w+\s*\}\}|\{%-?\s*\w+/;

/** Throws Refused. */
export function checkEntry(analysis: Analysis): { readonly start: StartCall; readonly handler: Handler } {
  const start = theStart(analysis);
  checkText(analysis, start);
  return { start, handler: theHandler(analysis, start) };
}

function theStart(analysis: Analysis): StartCall {
  const { file, starts, start } = analysis;
  if (servesItself(analysis)) {
    const app = file.module.calls.find(call => /FastAPI$/.test(call.name ?? ''));
    throw new Refused(
      file.path,
      app?.node,
      'This is a FastAPI worker for load balancing, without start().',
      'Load in its lifespan, and let /ping answer 204 until that is done.',
    );
  }
  if (!start) {
    throw new Refused(
      file.path,
      analysis.handler?.definition.nameNode ?? file.module.root.parts.at(-1),
      'No call of runpod.serverless.start() was found.',
      'Choose the file that starts the worker.',
    );
  }
  const second = starts[1];
  if (second)
    throw new Refused(file.path, second.call.node, 'start() is called twice in this file.', 'Keep one call.');
  return start;
}

function checkText({ file: { path, module } }: Analysis, start: StartCall): void {
  const twice = module.known(repeatedKeyword);
  if (twice) {
    const reason = `the argument ${twice.text} is given twice: Python does not accept the file.`;
    throw new Refused(path, twice, reason, 'Remove one of them.');
  }
  const empty = module.known(emptyBlock);
  if (empty) {
    throw new Refused(path, empty, 'nothing is indented under this line.', 'Python needs a statement there.');
  }
  const [broken] = module.errors;
  if (!broken) return;
  const mark = template.exec(module.text);
  if (mark) {
    const top = module.root.parts.findLast(node => node.start <= mark.index);
    throw new Refused(
      path,
      top,
      `the file is a template (${mark[0]}).`,
      'Switch the file that is made from it.',
    );
  }
  if (start.statement.broken) {
    throw new Refused(path, broken, 'there is a syntax error around start().', 'Correct it first.');
  }
}

/** Python tells only when it compiles the file. */
function repeatedKeyword(module: Module): Node | undefined {
  const met = new Set<string>();
  for (const argument of module.root.descendants('keyword_argument')) {
    const name = argument.child('name');
    const key = `${argument.parent?.index} ${name?.text}`;
    if (name && met.has(key)) return name;
    met.add(key);
  }
  return undefined;
}

/** `if x:` and nothing under it. */
function emptyBlock(module: Module): Node | undefined {
  return module.root
    .descendants('if_statement', 'for_statement', 'while_statement', 'function_definition')
    .find(node => (node.child('consequence') ?? node.child('body'))?.parts.length === 0);
}

function theHandler({ file, entry, handler }: Analysis, start: StartCall): Handler {
  const { path } = file;
  const at = start.handler ?? start.call.node;
  if (entry?.kind === 'lambda') {
    throw new Refused(path, at, 'the handler is a lambda.', 'Make it a function with a name.');
  }
  if (!handler && entry?.kind === 'imported') throw handlerElsewhere(path, start, entry.imported.target);
  if (!handler) {
    const reason = 'the function behind the "handler" key cannot be found.';
    throw new Refused(path, at, reason, 'Give start() a function of this file.');
  }
  if (handler.definition.node.broken) {
    throw new Refused(
      handler.file.path,
      handler.definition.nameNode,
      'there is a syntax error in the handler.',
      'Correct it first.',
    );
  }
  return handler;
}

/** The handler and what loads for it are too far apart. */
export function handlerElsewhere(path: string, start: StartCall, where: string): Refused {
  const at = start.handler ?? start.call.node;
  const reason = `the handler comes from another file (${where}).`;
  return new Refused(path, at, reason, 'Start the worker in the file that defines the handler.');
}

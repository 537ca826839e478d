// RP201: work that is started in a job and goes on after the job is answered. The worker may be stopped the moment it has
// no job; what still runs then is cut off, and nobody is told.
import type { Node } from '../../python/node';
import { statementOf } from '../../python/statements';
import { replaceFix, sourceOf } from '../edits';
import type { JobCall } from '../jobCode';
import { defineRule, type Fix } from '../rule';

const starters =
  /^(threading\.(Thread|Timer)|multiprocessing\.Process|asyncio\.(create_task|ensure_future))$/;

export const threadOutlivesJob = defineRule({
  code: 'RP201',
  name: 'thread-outlives-job',
  severity: 'warning',
  title: 'Work started in a job goes on after the job is answered',
  fixable: true,
  check({ entries }, report) {
    for (const found of entries.flatMap(entry => entry.jobCalls)) {
      const { inside, call, name = '' } = found;
      if (inside.detached || !starters.test(name) || !isLeft(found)) continue;
      const what = whatStarts(name);
      report({
        path: inside.file.path,
        range: call.callee.range,
        message: `Nothing waits for this ${what} before the job is answered. A worker without a job may be stopped at once, and what the ${what} was doing is lost. ${what === 'task' ? 'Await' : 'Join'} it.`,
        fixes: waitFix(found),
      });
    }
  },
});

function whatStarts(name: string): 'task' | 'process' | 'thread' {
  if (name.startsWith('asyncio')) return 'task';
  return name.endsWith('Process') ? 'process' : 'thread';
}

/** True when neither the object nor its end is looked at again in the function. */
function isLeft({ call, inside }: JobCall): boolean {
  const { body } = inside.definition;
  const text = body.text;
  // Ended by an event, or by the process or stream it reads from: those have ways of their own to stop.
  if (
    /\.set\(\)|\.wait\(|\.communicate\(|\.cancel\(|gather\(|TaskGroup|\.join\(|\.shutdown\(|as_completed/.test(
      text,
    )
  )
    return false;
  const statement = statementOf(call.node);
  const expression = statement.parts[0];
  if (statement.type !== 'expression_statement' || !expression) return false;
  if (expression === call.node)
    return /asyncio/.test(call.callee.text) || /create_task|ensure_future/.test(call.callee.text);
  if (expression.type === 'call') return expression.child('function')?.text === `${call.node.text}.start`;
  const name = expression.type === 'assignment' ? expression.child('left') : undefined;
  if (name?.type !== 'identifier' || expression.child('right') !== call.node) return false;
  return onlyStarted(body, name);
}

/** The variable is used for `.start()` and nothing else. */
function onlyStarted(body: Node, name: Node): boolean {
  const uses = body.descendants('identifier').filter(node => node.text === name.text && node !== name);
  return uses.every(
    node =>
      node.field === 'object' && /^(start|daemon|name)$/.test(node.parent?.child('attribute')?.text ?? ''),
  );
}

function waitFix({ call, inside }: JobCall): Fix[] {
  const source = sourceOf(inside.file);
  const { lineEnd, text } = source;
  const statement = statementOf(call.node);
  const expression = statement.parts[0];
  const [work] = call.args;
  if (expression === call.node && work && inside.definition.isAsync && call.args.length === 1) {
    return [
      {
        ...replaceFix('Await it', source, [
          { start: call.node.start, end: call.node.end, newText: `await ${work.text}` },
        ]),
        preferred: false,
      },
    ];
  }
  const name = expression?.type === 'assignment' ? expression.child('left')?.text : undefined;
  const started = inside.definition.body
    .descendants('expression_statement')
    .find(node => node.text === `${name}.start()`);
  if (!name || !started || inside.definition.isAsync) return [];
  const indent = /[ \t]*$/.exec(text.slice(0, started.start))?.[0] ?? '';
  const join = { start: started.end, end: started.end, newText: `${lineEnd}${indent}${name}.join()` };
  return [{ ...replaceFix('Join it', source, [join]), preferred: false }];
}

// Where the ensure call goes: the first statement of the handler, behind its docstring, and behind a ping that is
// answered without the model, so that a lazy worker still pings in milliseconds.
import type { FunctionDef } from '../../python/definitions';
import type { Module } from '../../python/module';
import type { Node } from '../../python/node';
import { docstringOf } from '../../python/strings';
import type { EditList } from './editList';
import { indentAt, type Layout, lineStart, nextLine, startsLine } from './layout';
import { mentions } from './uses';

const liveness = /\b(?:is_?)?(?:ping|health(?:_?check)?|warm_?up|heartbeat)\b/i;

/** The statement the ensure call stands before; undefined when the body is only a docstring. */
export function firstStatementNeedingModel(
  module: Module,
  handler: FunctionDef,
  touching: ReadonlySet<string>,
): Node | undefined {
  const docstring = docstringOf(handler.body)?.parent;
  const statements = handler.body.parts.filter(part => part !== docstring);
  const ping = statements.findIndex(node => isPingAnswer(node));
  const before = statements.slice(0, ping + 1);
  return before.some(node => mentions(module, node, touching))
    ? statements[0]
    : (statements[ping + 1] ?? statements[0]);
}

function isPingAnswer(node: Node): boolean {
  const condition = node.type === 'if_statement' ? node.child('condition')?.text : undefined;
  const last = node.child('consequence')?.parts.at(-1);
  return (
    condition !== undefined &&
    liveness.test(condition) &&
    last?.type === 'return_statement' &&
    !node.child('alternative')
  );
}

/** Writes `call` before `statement`, or behind the docstring when there is none. */
export function insertInBody(
  edits: EditList,
  module: Module,
  place: { handler: FunctionDef; statement: Node | undefined; call: string; layout: Layout },
): void {
  const { handler, statement, call, layout } = place;
  if (!statement) {
    const end = nextLine(module, handler.body.end);
    const needsBreak = end === module.text.length && !/[\r\n]$/.test(module.text);
    const indent = indentAt(module, handler.body.start);
    edits.insert(end, needsBreak ? layout.newline + indent + call : indent + call + layout.newline);
    return;
  }
  if (startsLine(module, statement)) {
    const at = aboveComments(module, statement, handler.node.childOfType(':'));
    edits.insert(at, indentAt(module, statement.start) + call + layout.newline);
    return;
  }
  const head = handler.node.start;
  const indent = indentAt(module, head) + layout.indent;
  const colon = module.text.slice(0, statement.start).trimEnd().length;
  edits.replace(
    { start: colon, end: statement.start },
    layout.newline + indent + call + layout.newline + indent,
  );
}

/** Start of the comment lines that lead up to the statement without a blank line between. */
export function aboveComments(module: Module, node: Node, below?: Node): number {
  let { line } = module.lines.positionAt(node.start);
  const indent = indentAt(module, node.start);
  const floor = below ? below.line + 1 : 0;
  const isComment = (at: number) => module.lines.lineText(at).startsWith(`${indent}#`);
  while (line > floor && isComment(line - 1)) line--;
  return Math.min(module.lines.offsetAt({ line, character: 0 }), lineStart(module, node.start));
}

// Walks a tree once and notes every mention of a name with its scope. Works through a list of tasks instead of
// calling itself, so that no nesting in the text can exhaust the stack.
import { type Body, Names, type Part } from './names';
import type { Node } from './node';
import { Occurrence, Scope } from './scope';
import { descend, type Task, visits, type Walk } from './visits';

/** Reads the module and the heads of its functions; their bodies when they are asked for. */
export function bindNames(root: Node): Names {
  const bodies: Body[] = [];
  const top = new Scope('module', root, undefined);
  const part = readPart({ node: root, scope: top, role: 'read' }, (node, scope) => {
    if (!canWait(node, scope)) return false;
    bodies.push(waiting(node, scope));
    return true;
  });
  bodies.sort((a, b) => a.node.index - b.node.index);
  return new Names(top, part, bodies);
}

function waiting(node: Node, scope: Scope): Body {
  let known: Part | undefined;
  const read = () => {
    known ??= readPart({ node, scope, role: 'read' }, () => false);
    return known;
  };
  scope.readLater(read);
  return { node, read };
}

/** A body that binds nothing outside itself, of a function that stands in no other. */
function canWait(body: Node, inner: Scope): boolean {
  for (let at = inner.parent; at; at = at.parent)
    if (at.kind === 'function' || at.kind === 'lambda') return false;
  return body.descendants('global_statement').length === 0;
}

function readPart(from: Task, postpone: (body: Node, inner: Scope) => boolean): Part {
  const { source } = from.node;
  const { rows, grammar } = source;
  const occurrences: Occurrence[] = [];
  const scopes = new Map<number, Scope>();
  const tasks: Task[] = [from];
  const walk: Walk = {
    open(kind, node, parent) {
      const scope = new Scope(kind, node, parent);
      scopes.set(node.index, scope);
      return scope;
    },
    note(node, scope, role) {
      if (!node.missing) occurrences.push(new Occurrence(node.index, role, scope));
    },
    readBelow({ index: above, last }, scope) {
      for (let index = above + 1; index <= last; ) {
        const type = grammar.nameOf(rows.kinds[index] ?? 0);
        if (type === 'identifier') {
          if (rows.missing[index] !== 1) occurrences.push(new Occurrence(index, 'read', scope));
        } else if (type in visits) {
          tasks.push({ node: source.nodeAt(index), scope, role: 'read' });
          index = rows.lasts[index] ?? index;
        }
        index++;
      }
    },
    enter: (body, inner) =>
      body && !postpone(body, inner) ? { node: body, scope: inner, role: 'read' } : undefined,
  };
  for (let task = tasks.pop(); task; task = tasks.pop()) {
    for (const next of (visits[task.node.type] ?? descend)(task, walk)) if (next) tasks.push(next);
  }
  occurrences.sort((a, b) => a.index - b.index);
  for (const occurrence of occurrences) {
    const { name, role, scope } = occurrence;
    if (role !== 'read' && role !== 'delete') scope.homeOfBinding(name, role).bind(occurrence);
  }
  return { occurrences, scopes };
}

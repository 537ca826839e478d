// What each kind of node does to names: binds them, opens a scope for them, or reads them. One entry a kind of the grammar.
import type { Node } from './node';
import type { BindingKind, Role, Scope, ScopeKind } from './scope';

/** A node that is still to be read. */
export interface Task {
  readonly node: Node;
  readonly scope: Scope;
  readonly role: Role;
}

/** What a visit may do besides naming what is to be read next. */
export interface Walk {
  open(kind: ScopeKind, node: Node, parent: Scope): Scope;
  note(node: Node, scope: Scope, role: Role): void;
  /** Reads all names below a node that mean nothing special where they stand. */
  readBelow(node: Node, scope: Scope): void;
  /** The body's task, unless the body can wait. */
  enter(body: Node | undefined, inner: Scope): Task | undefined;
}

export type Visit = (task: Task, walk: Walk) => readonly (Task | undefined)[];

/** No tasks. */
const nothing: readonly Task[] = [];
const read = (node: Node | undefined, scope: Scope): Task | undefined =>
  node && { node, scope, role: 'read' };
const reads = (nodes: readonly Node[], scope: Scope): Task[] =>
  nodes.map(node => ({ node, scope, role: 'read' }));
const bind = (node: Node | undefined, scope: Scope, role: Role): Task | undefined =>
  node && { node, scope, role };

export const descend: Visit = ({ node, scope }, walk) => {
  walk.readBelow(node, scope);
  return nothing;
};
/** Patterns hand their role on to what they hold. */
const spread: Visit = (task, walk) => {
  const { node, scope, role } = task;
  return role === 'read' ? descend(task, walk) : node.parts.map(part => ({ node: part, scope, role }));
};
const onlyReads =
  (...fields: string[]): Visit =>
  ({ node, scope }) =>
    fields.map(field => read(node.child(field), scope));

/** Binds the name of a function or class, and opens its scope inside that of its type parameters. */
function define(kind: 'function' | 'class', { node, scope }: Task, walk: Walk) {
  const name = node.child('name');
  if (name) walk.note(name, scope, kind);
  const types = node.child('type_parameters');
  const outer = types ? walk.open('type', types, scope) : scope;
  return { types: bind(types, outer, 'type'), outer, inner: walk.open(kind, node, outer) };
}

const visitFunction: Visit = (task, walk) => {
  const { node } = task;
  const { types, outer, inner } = define('function', task, walk);
  return [
    types,
    ...parameterTasks(node.child('parameters'), inner, outer),
    read(node.child('return_type'), outer),
    walk.enter(node.child('body'), inner),
  ];
};

const visitLambda: Visit = ({ node, scope }, walk) => {
  const inner = walk.open('lambda', node, scope);
  return [...parameterTasks(node.child('parameters'), inner, scope), read(node.child('body'), inner)];
};

/** Parameters live inside; their annotations and defaults are read outside. */
function parameterTasks(list: Node | undefined, inner: Scope, outer: Scope): (Task | undefined)[] {
  return (list?.parts ?? []).flatMap(part => {
    const name = part.child('name') ?? (part.type === 'typed_parameter' ? part.parts[0] : part);
    return [
      bind(name, inner, 'parameter'),
      read(part.child('type'), outer),
      read(part.child('value'), outer),
    ];
  });
}

const visitClass: Visit = (task, walk) => {
  const { node } = task;
  const { types, outer, inner } = define('class', task, walk);
  return [types, read(node.child('superclasses'), outer), read(node.child('body'), inner)];
};

const visitComprehension: Visit = ({ node, scope }, walk) => {
  const inner = walk.open('comprehension', node, scope);
  const clauses = node.parts.filter(part => part.type === 'for_in_clause');
  return node.parts.flatMap(part => {
    if (part.type !== 'for_in_clause') return [read(part, inner)];
    const iterated = part === clauses[0] ? scope : inner;
    return [
      bind(part.child('left'), inner, 'for'),
      ...part.childrenFor('right').map(right => read(right, iterated)),
    ];
  });
};

const visitIdentifier: Visit = ({ node, scope, role }, walk) => {
  walk.note(node, scope, role);
  return nothing;
};

const visitAssignment: Visit = ({ node, scope }) => {
  const right = node.child('right');
  const left = node.child('left');
  return [
    bind(left, scope, right ? 'assign' : 'annotation'),
    read(node.child('type'), scope),
    read(right, scope),
  ];
};

const visitImport: Visit = ({ node, scope }, walk) => {
  const plain = node.type === 'import_statement';
  for (const part of node.childrenFor('name')) {
    const dotted = part.type === 'aliased_import' ? part.child('name') : part;
    const bound = part.child('alias') ?? (plain ? dotted?.parts[0] : dotted?.parts.at(-1));
    if (bound) walk.note(bound, scope, 'import');
  }
  return nothing;
};

const declare =
  (kind: 'globals' | 'nonlocals'): Visit =>
  ({ node, scope }) => {
    for (const name of node.parts) scope[kind].add(name.text);
    return nothing;
  };

const withRole =
  (role: BindingKind | 'delete'): Visit =>
  ({ node, scope }) =>
    node.parts.map(part => bind(part, scope, role));

/** `value as target` of with, except and case; the parent says which. */
const visitAs: Visit = task => {
  const { node, scope, role } = task;
  const alias = node.child('alias');
  if (!alias) return visitCaptureAs(task);
  const kind: BindingKind = node.parent?.type === 'except_clause' ? 'except' : 'with';
  return [
    ...node.parts.filter(part => part !== alias).map(part => bind(part, scope, role)),
    bind(alias, scope, kind),
  ];
};

const visitCaptureAs = ({ node, scope }: Task): (Task | undefined)[] =>
  node.parts.map(part => bind(part, scope, 'capture'));

/** In a case pattern a single name captures, a dotted one is looked up. */
const visitDotted: Visit = ({ node, scope, role }) => {
  const [first, more] = node.parts;
  return [first && bind(first, scope, role === 'capture' && !more ? 'capture' : 'read')];
};

const visitKeywordPattern: Visit = ({ node, scope }) =>
  node.parts.slice(1).map(part => bind(part, scope, 'capture'));

const visitClassPattern: Visit = ({ node, scope }) => {
  const [type, ...inner] = node.parts;
  return [type && bind(type, scope, 'read'), ...inner.map(part => bind(part, scope, 'capture'))];
};

const visitTypeAlias: Visit = ({ node, scope }, walk) => {
  const generic = node.child('left')?.parts[0];
  const [name, types] = generic?.type === 'generic_type' ? generic.parts : [generic];
  const inner = types ? walk.open('type', node, scope) : scope;
  return [bind(name, scope, 'type'), bind(types, inner, 'type'), read(node.child('right'), inner)];
};

/** `[T: bound]`: the first name is bound, the bound itself is read. */
const visitConstrainedType: Visit = ({ node, scope, role }) => {
  const [name, ...bounds] = node.parts;
  return [name && bind(name, scope, role), ...reads(bounds, scope)];
};

/** By the node's type; all others hand their names on as they are. */
export const visits: Readonly<Record<string, Visit>> = {
  identifier: visitIdentifier,
  function_definition: visitFunction,
  lambda: visitLambda,
  class_definition: visitClass,
  list_comprehension: visitComprehension,
  set_comprehension: visitComprehension,
  dictionary_comprehension: visitComprehension,
  generator_expression: visitComprehension,
  assignment: visitAssignment,
  augmented_assignment: ({ node, scope }) => [
    bind(node.child('left'), scope, 'augmented'),
    read(node.child('right'), scope),
  ],
  named_expression: ({ node, scope }) => [
    bind(node.child('name'), scope, 'walrus'),
    read(node.child('value'), scope),
  ],
  for_statement: ({ node, scope }) => [
    bind(node.child('left'), scope, 'for'),
    ...reads(
      node.parts.filter(part => part.field !== 'left'),
      scope,
    ),
  ],
  import_statement: visitImport,
  import_from_statement: visitImport,
  future_import_statement: () => nothing,
  global_statement: declare('globals'),
  nonlocal_statement: declare('nonlocals'),
  delete_statement: withRole('delete'),
  as_pattern: visitAs,
  as_pattern_target: spread,
  case_pattern: withRole('capture'),
  class_pattern: visitClassPattern,
  keyword_pattern: visitKeywordPattern,
  dict_pattern: ({ node, scope }) =>
    node.parts.map(part => bind(part, scope, part.field === 'key' ? 'read' : 'capture')),
  union_pattern: withRole('capture'),
  splat_pattern: withRole('capture'),
  dotted_name: visitDotted,
  type_alias_statement: visitTypeAlias,
  type_parameter: spread,
  constrained_type: visitConstrainedType,
  type: spread,
  splat_type: spread,
  pattern_list: spread,
  tuple_pattern: spread,
  list_pattern: spread,
  list_splat_pattern: spread,
  dictionary_splat_pattern: spread,
  expression_list: spread,
  tuple: spread,
  list: spread,
  parenthesized_expression: spread,
  attribute: onlyReads('object'),
  subscript: ({ node, scope }) => reads(node.parts, scope),
  keyword_argument: onlyReads('value'),
};

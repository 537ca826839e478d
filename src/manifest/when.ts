// Conditions for menus and views, built from the same names as context keys and tree items, so that neither is ever
// typed twice. The result is the text of a `when` clause.

/** A `when` clause; made here only. */
export type When = string & { readonly made: 'when' };

/** What VS Code is told about our state, each with what it means. */
export const contextKeys = {
  /** At least one account is signed in. */
  'runpod.signedIn': 'boolean',
  /** Local RunPod answers. */
  'runpod.localRunning': 'boolean',
  /** Targets have been looked for once; before that the Endpoints view has nothing to say. */
  'runpod.targetsKnown': 'boolean',
  /** The workspace has been searched for workers once. */
  'runpod.workersKnown': 'boolean',
  /** A worker folder is in the workspace. */
  'runpod.hasWorker': 'boolean',
  /** A job was run in this session. */
  'runpod.hasJobs': 'boolean',
  /** A diff of ours waits for a word. */
  'runpod.reviewing': 'boolean',
} as const;
export type ContextKey = keyof typeof contextKeys;

/** The kinds of tree items that menus know. */
export type ItemKind =
  | 'local'
  | 'account'
  | 'endpoint'
  | 'gone'
  | 'workers'
  | 'instance'
  | 'queue'
  | 'release'
  | 'image'
  | 'template'
  | 'jobs'
  | 'job'
  | 'folder'
  | 'handler';

/** What else may be true of a tree item. */
export type ItemFlag =
  | 'local'
  | 'running'
  | 'stopped'
  | 'bound'
  | 'pending'
  | 'finished'
  | 'retryable'
  | 'dead';

/** The `contextValue` of a tree item. */
export function contextValue(kind: ItemKind, ...flags: ItemFlag[]): string {
  return [kind, ...flags].join(' ');
}

/** True for tree items of `kind` that carry all `flags`. */
export function item(kind: ItemKind, ...flags: ItemFlag[]): When {
  const ahead = flags.map(flag => `(?=.*\\b${flag}\\b)`).join('');
  return when(`viewItem =~ /^${kind}\\b${ahead}/`);
}

export const key = (name: ContextKey): When => when(name);
export const view = (id: `runpod.${string}`): When => when(`view == ${id}`);
export const scheme = (name: string): When => when(`resourceScheme == ${name}`);
export const language = (id: string): When => when(`resourceLangId == ${id}`);
/** Several files are compared in one editor. */
export const isMultiDiff = when('activeEditor == multiDiffEditor');
export const isTrusted = when('isWorkspaceTrusted');
/** The workspace is on a disk that programs can work on. */
export const isOnDisk = when('!virtualWorkspace');
export const hasFolder = when('workspaceFolderCount != 0');

export function not(condition: When): When {
  return when(/^[\w.]+$/.test(condition) ? `!${condition}` : `!(${condition})`);
}

export function all(...conditions: When[]): When {
  return when(conditions.map(text => (text.includes('||') ? `(${text})` : text)).join(' && '));
}

export function any(...conditions: When[]): When {
  return when(conditions.join(' || '));
}

function when(text: string): When {
  return text as When;
}

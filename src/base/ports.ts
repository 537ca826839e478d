// Powers that a pure room may need and a door provides. A port with a subject (a container engine, a cloud)
// is declared by the room that needs it; these have none.

/** Read access to a tree of text files. Paths are absolute, with the separators of the platform. */
export interface Files {
  /** The text of a file, or undefined when there is none or it is not text of a sane size (10 MB). */
  read(path: string): Promise<string | undefined>;
  /** Names in a folder, folders marked; empty when there is none. */
  list(folder: string): Promise<readonly FileEntry[]>;
  exists(path: string): Promise<boolean>;
  /** Every name in a folder, links included; empty when there is no folder, undefined when it cannot be listed. */
  readonly names?: ((folder: string) => Promise<ReadonlySet<string> | undefined>) | undefined;
}

export interface FileEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder';
}

/** Adds text files to a tree without ever touching what is there. */
export interface FileCreator {
  /** Writes a new file, its folders included; throws a `conflict` AppError when something has that path already. */
  create(path: string, text: string): Promise<void>;
  /** Takes back a file that `create` made. */
  remove(path: string): Promise<void>;
}

/** Secrets by name. The only implementations are the editor's SecretStorage and a test's map. */
export interface Secrets {
  get(name: string): Promise<string | undefined>;
  set(name: string, value: string): Promise<void>;
  delete(name: string): Promise<void>;
}

/** Where a long piece of work tells how far it is. */
export interface Progress {
  /** `fraction` is 0..1 of the whole, when it is known. */
  report(step: { readonly message: string; readonly fraction?: number }): void;
}

export const noProgress: Progress = { report: () => undefined };

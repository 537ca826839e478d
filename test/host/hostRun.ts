// What both hosts need to run a test bundle inside a VS Code extension host.

export interface HostRun {
  /** The folder of the extension under test. */
  readonly developmentPath: string;
  /** The CommonJS bundle whose `run()` the extension host calls. */
  readonly testsPath: string;
  /** The folder to open; the tests may change it. */
  readonly workspace: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env: NodeJS.ProcessEnv;
  /** A CommonJS file loaded into the extension host before VS Code, where the host can do that. */
  readonly preload: string;
  readonly limitMs: number;
  /** Takes every line of VS Code's console. */
  readonly log: (line: string) => void;
}

// Proves rewrites by running them: the same handler before and after, on the SDK's own job code, with fakes for heavy
// libraries that record every call. One Python process serves all runs; each run is a forked, fenced child.
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../tree';

export interface RecordedCall {
  /** Dotted, as written: `transformers.AutoModel.from_pretrained`. */
  readonly path: string;
  /** `startup`, `job 0` …, or `overlap`. */
  readonly phase: string;
}

export interface RunRequest {
  /** Absolute path of the handler file. */
  readonly file: string;
  /** The call that raises once: its path, and how many calls of that path come before it. */
  readonly fail: readonly [path: string, nth: number] | null;
  readonly jobs: readonly object[];
  /** All jobs at once instead of one after the other. */
  readonly overlap: boolean;
  /** Every variable that the worker asks for has a value. */
  readonly generous?: boolean;
  /** Parts of the worker that are faked: `file.py:Class.method`, or `file.py:<module>`. */
  readonly stubs?: readonly string[];
  /** Folders to import from, after the file's own. */
  readonly roots?: readonly string[];
  /** Variables of the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Modules that are not installed. */
  readonly absent?: readonly string[];
  /** What JSON documents hold that nobody wrote: as a job's input. */
  readonly document?: object;
  /** Note what raises. */
  readonly watch?: boolean;
  /** Note what raises, how much of the worker runs, and what it compares with what it was given. */
  readonly explore?: boolean;
}

export interface RunResult {
  readonly started: boolean;
  readonly outputs: readonly unknown[];
  readonly exit: number;
  readonly stderr: string;
  readonly calls: readonly RecordedCall[];
  /** The call that was told to fail was made. */
  readonly failed: boolean;
  readonly concurrency?: unknown;
  /** What raised in the worker's own code, in order, when asked for. */
  readonly raised?: readonly { readonly phase: string; readonly where: string; readonly what: string }[];
  /** What the worker asked for, variables as `$NAME`, each with the words that it was compared with. */
  readonly asked: Readonly<Record<string, readonly string[]>>;
  /** Top-level names of the modules that were faked. */
  readonly faked: readonly string[];
  /** Top-level names of the libraries that the worker's own files import and that are installed. */
  readonly real: readonly string[];
  /** How many lines of the worker's own ran, exploring. */
  readonly lines: number;
  /** The run itself broke: a timeout, or a result that is no JSON. */
  readonly crashed?: string;
}

export class Prover {
  private readonly child: ChildProcess;
  private readonly waiting: ((line: string) => void)[] = [];

  constructor(python: string) {
    const script = join(root, 'test/support/prover/prove.py');
    this.child = spawn(python, [script], {
      env: {
        PATH: process.env.PATH,
        HOME: '/nonexistent',
        RUNPOD_SKIP_AUTO_SYSTEM_CHECKS: 'true',
        PYTHONDONTWRITEBYTECODE: '1',
        RUNPOD_LOG_LEVEL: 'ERROR',
        PYTHONHASHSEED: '0',
      },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const output = this.child.stdout;
    if (output) createInterface({ input: output }).on('line', line => this.waiting.shift()?.(line));
    this.child.on('exit', () => {
      for (const answer of this.waiting.splice(0)) answer('{"crashed": "the prover ended"}');
    });
  }

  run(request: RunRequest): Promise<RunResult> {
    return new Promise(resolve => {
      this.waiting.push(line => resolve(JSON.parse(line)));
      this.child.stdin?.write(`${JSON.stringify(request)}\n`);
    });
  }

  dispose(): void {
    this.child.stdin?.end();
    this.child.kill();
  }
}

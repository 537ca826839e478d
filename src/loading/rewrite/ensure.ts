// The code a switch to lazy writes: a function that loads once, and its call at the head of the handler. Text is made
// in one place, so that the way back can recognise it by making it again.
import type { Layout } from './layout';

export interface Ensure {
  readonly name: string;
  /** Name of the lock where jobs can overlap: an asyncio.Lock made in the running loop. */
  readonly lock: string | undefined;
  /** Names the function assigns; with `flag`, the flag alone. */
  readonly assigns: readonly string[];
  /** What is None (or, for a flag, False) until the load is done. */
  readonly test: string;
  /** The flag form tests `not x` and sets it; the other tests `x is None`. */
  readonly flag: boolean;
  /** The expression that loads. */
  readonly load: string;
  /** What load() gives back when it failed: nothing to test, False, or None in `test`. */
  readonly failure: 'raises' | 'false' | 'none';
  /** The file annotates what its functions return. */
  readonly typed: boolean;
  /** The statements left no placeholder of their own: the way back puts them right before start(). */
  readonly atStart: boolean;
  /** Many models or one: for the words of the docstring. */
  readonly many: boolean;
}

/** The definition, without a line end after it. */
export function ensureText(ensure: Ensure, { newline, indent }: Layout): string {
  const { lock } = ensure;
  const load = loadLines(ensure);
  const body = lock ? [...lockLines(lock), ...load.map(line => `\t${line}`)] : load;
  const globals = [...ensure.assigns, ...(lock ? [lock] : [])];
  const lines = [
    `${lock ? 'async ' : ''}def ${ensure.name}()${ensure.typed ? ' -> None' : ''}:`,
    `\t"""${docstring(ensure)}"""`,
    ...(globals.length > 0 ? [`\tglobal ${globals.join(', ')}`] : []),
    ...body.map(line => `\t${line}`),
  ];
  return lines.map(line => line.replace(/^\t+/, tabs => indent.repeat(tabs.length))).join(newline);
}

/** True in both strategies: the function stays when its call moves before start(). */
function docstring({ lock, many, atStart }: Ensure): string {
  const what = many ? 'models' : 'model';
  const when = atStart ? `before ${many ? 'their' : 'its'} first use` : 'once';
  return lock ? `Load the ${what} ${when}; jobs that overlap wait for it.` : `Load the ${what} ${when}.`;
}

function lockLines(lock: string): string[] {
  return [`if ${lock} is None:`, `\t${lock} = asyncio.Lock()`, `async with ${lock}:`];
}

function loadLines(ensure: Ensure): string[] {
  const { load, flag, test, assigns, failure } = ensure;
  const missing = flag ? `not ${test}` : `${test} is None`;
  const broken = `raise RuntimeError("${load.replace(/\(.*$/s, '')}() failed, see the log")`;
  const done = flag ? [`\t${test} = True`] : [];
  if (failure === 'false' && !flag) return [`if ${missing} and not ${load}:`, `\t${broken}`];
  if (failure === 'false') return [`if ${missing}:`, `\tif not ${load}:`, `\t\t${broken}`, ...done];
  const called = flag || assigns.length === 0 ? load : `${assigns.join(', ')} = ${load}`;
  const check = failure === 'none' ? [`\tif ${test} is None:`, `\t\t${broken}`] : [];
  return [`if ${missing}:`, `\t${called}`, ...check, ...done];
}

/** The call at the head of the handler. */
export function ensureCall({ name, lock }: Pick<Ensure, 'name' | 'lock'>): string {
  return lock ? `await ${name}()` : `${name}()`;
}

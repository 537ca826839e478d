// The door by which VS Code enters the tests: `run()` is called inside the extension host and collects the bundles
// beside this one. Unhandled rejections of ours fail the run; VS Code alone would let them pass.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';
import { appendResult, type ResultEvent, testLinePrefix } from '../host/results';

const resultsFile = process.env.RUNPOD_TEST_RESULTS ?? '';
const marks = { pass: '✓', fail: '✗', skip: '-' } as const;

/** Tells the result twice: to the file that counts, and as a line that the runner picks out of VS Code's log. */
function emit(event: ResultEvent): void {
  if (resultsFile) appendResult(resultsFile, event);
  if (event.event === 'start' || event.event === 'end') return;
  console.log(`${testLinePrefix}${marks[event.event]} ${event.title}`);
}

const bundle = /[\\/]dist[\\/]extension\.js/;
const explain = (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error));

export async function run(): Promise<void> {
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: 30_000,
    reporter: class extends Mocha.reporters.Base {},
    forbidOnly: Boolean(process.env.CI),
    ...(process.env.RUNPOD_TEST_GREP ? { grep: process.env.RUNPOD_TEST_GREP } : {}),
  });
  const files = readdirSync(__dirname).filter(name => name.endsWith('.test.js'));
  for (const file of files.sort()) mocha.addFile(join(__dirname, file));
  const loose = watchRejections();
  const failed = await new Promise<number>(resolve => {
    const runner = mocha.run(resolve);
    runner.on('test', test => emit({ event: 'start', title: test.fullTitle() }));
    runner.on('pass', test => emit({ event: 'pass', title: test.fullTitle() }));
    runner.on('pending', test => emit({ event: 'skip', title: test.fullTitle() }));
    runner.on('fail', (test, error) =>
      emit({ event: 'fail', title: test.fullTitle(), error: explain(error) }),
    );
  });
  emit({ event: 'end' });
  if (failed + loose.count > 0) throw new Error(`${failed + loose.count} failed`);
}

/** Counts rejections that nobody handled, once each, unless another extension's code caused them. */
function watchRejections(): { count: number } {
  const seen = new Set<unknown>();
  const watch = { count: 0 };
  process.on('unhandledRejection', error => {
    if (seen.has(error) || !isOurs(error)) return;
    seen.add(error);
    watch.count++;
    emit({ event: 'fail', title: 'no unhandled rejection', error: explain(error) });
  });
  return watch;
}

function isOurs(error: unknown): boolean {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  // VS Code cancels what is under way when the host ends.
  if (error instanceof Error && error.name === 'Canceled') return false;
  const frames = stack.split('\n').filter(line => /^\s+at /.test(line));
  return frames.length === 0 || frames.some(frame => frame.includes(__dirname) || bundle.test(frame));
}

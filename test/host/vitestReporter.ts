// Tells vitest's results in the format all stages share. What vitest only prints beside the tests (a file that could
// not be loaded, a hook that threw, an error nobody caught) counts as a failure here.
import { relative } from 'node:path';
import type { SerializedError } from 'vitest';
import type { Reporter, TestCase, TestModule, TestSuite } from 'vitest/node';
import { root } from '../support/tree';
import { appendResult, type ResultEvent } from './results';

type Failing = TestModule | TestSuite;
type Problem = Pick<SerializedError, 'message' | 'stack'>;

export default class ResultsReporter implements Reporter {
  private readonly file = process.env.RUNPOD_TEST_RESULTS ?? '';

  onTestCaseReady(test: TestCase): void {
    this.emit({ event: 'start', title: titleOf(test) });
  }

  onTestCaseResult(test: TestCase): void {
    const title = titleOf(test);
    const result = test.result();
    if (result.state === 'passed') this.emit({ event: 'pass', title });
    else if (result.state === 'pending') {
      this.emit({ event: 'skip', title, reason: 'not reached, an earlier step failed' });
    } else if (result.state === 'skipped') this.emit({ event: 'skip', title, reason: result.note });
    else this.emit({ event: 'fail', title, error: explain(result.errors ?? []) });
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    for (const module of modules) {
      for (const part of [module, ...module.children.allSuites()] as Failing[]) {
        const errors = part.errors();
        if (errors.length > 0) this.emit({ event: 'fail', title: nameOf(part), error: explain(errors) });
      }
    }
    if (unhandled.length > 0) {
      this.emit({ event: 'fail', title: 'no unhandled error', error: explain(unhandled) });
    }
    this.emit({ event: 'end' });
  }

  private emit(event: ResultEvent): void {
    if (this.file) appendResult(this.file, event);
  }
}

function titleOf(test: TestCase): string {
  return `${pathOf(test.module)} > ${test.fullName}`;
}

function pathOf(module: TestModule): string {
  return relative(root, module.moduleId).replaceAll('\\', '/');
}

function nameOf(part: Failing): string {
  if (part.type === 'module') return `${pathOf(part)} can be loaded`;
  return `${pathOf(part.module)} > ${part.fullName} can be set up`;
}

function explain(errors: readonly Problem[]): string {
  return errors.map(error => error.stack ?? error.message).join('\n');
}

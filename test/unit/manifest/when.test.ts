// Conditions of menus and views: what they say is what VS Code will read.
import { describe, expect, it } from 'vitest';
import { all, any, contextValue, type ItemKind, item, key, not, view } from '../../../src/manifest/when';

/** What VS Code does with `viewItem =~ /…/`. */
function matches(condition: string, value: string): boolean {
  const source = /^viewItem =~ \/(.*)\/$/.exec(condition)?.[1] ?? '$.';
  return new RegExp(source).test(value);
}

describe('item', () => {
  it('matches its kind and no longer word that begins alike', () => {
    expect(matches(item('worker' as ItemKind), contextValue('workers'))).toBe(false);
    expect(matches(item('endpoint'), contextValue('endpoint', 'bound'))).toBe(true);
    expect(matches(item('job'), contextValue('endpoint'))).toBe(false);
  });

  it('asks for every flag, in any order', () => {
    const condition = item('job', 'pending', 'retryable');
    expect(matches(condition, contextValue('job', 'retryable', 'pending'))).toBe(true);
    expect(matches(condition, contextValue('job', 'pending'))).toBe(false);
  });
});

describe('combining', () => {
  it('brackets alternatives inside conjunctions, and what it negates', () => {
    const either = any(key('runpod.signedIn'), key('runpod.localRunning'));
    expect(all(either, view('runpod.jobs'))).toBe(
      '(runpod.signedIn || runpod.localRunning) && view == runpod.jobs',
    );
    expect(not(key('runpod.hasJobs'))).toBe('!runpod.hasJobs');
    expect(not(either)).toBe('!(runpod.signedIn || runpod.localRunning)');
  });
});

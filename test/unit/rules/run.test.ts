// The runner: a rule that throws costs only its own findings; ignore comments and severities are obeyed.
import { describe, expect, it } from 'vitest';
import { position, range } from '../../../src/base/text';
import { SourceText } from '../../../src/project/source';
import { CheckConfig } from '../../../src/rules/config/checkConfig';
import type { ConfigLayer } from '../../../src/rules/config/layer';
import type { RuleContext } from '../../../src/rules/context';
import { defineRule, type Rule } from '../../../src/rules/rule';
import { type RunOptions, runRules } from '../../../src/rules/run';

const at = (line: number) => range(position(line, 0), position(line, 1));

function ruleAt(code: string, ...lines: number[]): Rule {
  return defineRule({
    code,
    name: `rule-${code.slice(2)}`,
    severity: 'warning',
    title: 'Test',
    fixable: false,
    check: (_, report) => {
      for (const line of lines) report({ path: '/w/a.py', range: at(line), message: 'No.' });
    },
  });
}

function run(
  text: string,
  rules: readonly Rule[],
  options: RunOptions & { layer?: Partial<ConfigLayer> } = {},
) {
  const sources = [new SourceText('/w/a.py', text)];
  const none = { folder: '/w', severities: {}, ignore: [], overrides: [], strategy: undefined };
  const config = new CheckConfig([{ ...none, ...options.layer }]);
  const context = { worker: { sources }, entries: [], config } as unknown as RuleContext;
  return runRules(context, { ...options, rules }).map(
    one => `${one.code}:${one.range.start.line}:${one.severity}`,
  );
}

describe('run', () => {
  it('leaves a throwing rule out, says so once with its code, and goes on', () => {
    const lines: string[] = [];
    const broken = {
      ...ruleAt('RP998'),
      check: () => {
        throw new Error('half-typed');
      },
    };
    const log = { error: (message: string) => lines.push(message) };
    expect(run('x', [broken, ruleAt('RP999', 0)], { log })).toEqual(['RP999:0:warning']);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('RP998');
  });

  it('obeys ignore comments: same line, line above, first line', () => {
    const rules = [ruleAt('RP998', 0, 1, 2), ruleAt('RP999', 0, 1, 2)];
    expect(run('a\nb # runpod: ignore[RP998]\nc', rules)).toEqual([
      'RP998:0:warning',
      'RP999:0:warning',
      'RP999:1:warning',
      'RP998:2:warning',
      'RP999:2:warning',
    ]);
    expect(run('a\n# runpod: ignore\nc', rules)).toEqual(['RP998:0:warning', 'RP999:0:warning']);
    expect(run('# runpod: ignore[RP998, RP997]\nb\nc', rules)).toEqual([
      'RP999:0:warning',
      'RP999:1:warning',
      'RP999:2:warning',
    ]);
    expect(run('# runpod: ignore\nb\nc', rules)).toEqual([]);
  });

  it('gives the severity that is configured, and tells one place once', () => {
    const layer = { severities: { RP999: 'error' } } as const;
    expect(run('a', [ruleAt('RP999', 0, 0)], { layer })).toEqual(['RP999:0:error']);
  });

  it('does not even ask a rule that is off everywhere', () => {
    const rule = { ...ruleAt('RP999', 0), check: () => expect.unreachable() };
    expect(run('a', [rule], { layer: { severities: { RP999: 'off' } } })).toEqual([]);
  });

  it('says nothing about ignored files', () => {
    expect(run('a', [ruleAt('RP999', 0)], { layer: { ignore: ['a.*'] } })).toEqual([]);
  });
});

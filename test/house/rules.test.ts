// A rule is complete or it is not there: folder, registry, doc and fixtures agree, and the README's table follows.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allRules, retiredCodes } from '../../src/rules/registry';
import { rulesTable } from '../../src/rules/table';
import { fixtureNames, ruleFolder } from '../support/ruleFixtures';
import { settle, withPart } from '../support/settle';
import { root } from '../support/tree';

const folders = readdirSync(join(root, 'src/rules'), { withFileTypes: true })
  .filter(entry => entry.isDirectory())
  .map(entry => entry.name)
  .filter(
    name => existsSync(join(ruleFolder(name), 'rule.ts')) || existsSync(join(ruleFolder(name), 'doc.md')),
  );

describe('rules', () => {
  it('has a folder for every rule and a rule for every folder', () => {
    expect(allRules.map(rule => rule.name).sort()).toEqual(folders.sort());
  });

  it('gives every rule a code and a name of its own, and none twice', () => {
    const codes = [...allRules.map(rule => rule.code), ...retiredCodes];
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.filter(code => !/^RP\d{3}$/.test(code))).toEqual([]);
    expect(allRules.filter(rule => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(rule.name))).toEqual([]);
    expect(allRules.filter(rule => rule.title.endsWith('.') || !/^[A-Z`]/.test(rule.title))).toEqual([]);
  });

  it.each(allRules.map(rule => [rule.code, rule] as const))('%s has all its parts', (_, rule) => {
    const files = readdirSync(ruleFolder(rule.name));
    expect(files).toContain('rule.ts');
    expect(files).toContain('doc.md');
    expect(fixtureNames(rule.name, 'bad')).not.toEqual([]);
    expect(fixtureNames(rule.name, 'good')).not.toEqual([]);
    expect(files.some(name => name.startsWith('fixed'))).toBe(rule.fixable);
    expect(
      readFileSync(join(ruleFolder(rule.name), 'rule.ts'), 'utf8').split('\n').length,
    ).toBeLessThanOrEqual(150);
  });

  it('orders the registry by the hundreds of the codes', () => {
    const hundreds = allRules.map(rule => rule.code.charAt(2));
    expect(hundreds).toEqual([...hundreds].sort());
  });

  it('lists the rules in src/rules/README.md', () => {
    const path = 'src/rules/README.md';
    settle(path, withPart(readFileSync(join(root, path), 'utf8'), 'rules', rulesTable(allRules)));
  });
});

// The workers of test/fixtures/seeds: copied, checked, fixed as their author would fix them with the tool, and deployed
// to a Local RunPod of the test.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { nodeFiles } from '../../src/base/nodeFiles';
import { applyFixes } from '../../src/flows/applyFixes';
import { type CheckDeps, checkWorkers, fixWorkers } from '../../src/flows/checkWorkers';
import { planStrategySwitch } from '../../src/flows/switchStrategy';
import type { Diagnostic } from '../../src/rules/rule';
import { testPython } from './python';
import { root } from './tree';

export class SeedWorker {
  readonly folder = mkdtempSync(join(tmpdir(), 'seed-'));
  private revision = 0;

  constructor(
    seed: string,
    private readonly settings: Pick<CheckDeps, 'endpoints'> = {},
  ) {
    cpSync(join(root, 'test/fixtures/seeds', seed), this.folder, { recursive: true });
  }

  /** A new name each time, as a changed folder has. */
  get image(): string {
    return `folder:${this.folder}@${basename(this.folder)}-${++this.revision}`;
  }

  async diagnostics(): Promise<readonly Diagnostic[]> {
    return (await checkWorkers([this.folder], await this.deps())).diagnostics;
  }

  /** `CODE file` of every diagnostic, sorted, each once. */
  async codes(): Promise<string[]> {
    const found = (await this.diagnostics()).map(
      ({ code, path }) => `${code} ${relative(this.folder, path)}`,
    );
    return [...new Set(found)].sort();
  }

  /** `check --fix`. */
  async fixAll(): Promise<void> {
    this.save((await fixWorkers([this.folder], await this.deps())).changed);
  }

  /** The quick fix of that title, of the first diagnostic of a rule that offers it. */
  async quickFix(code: string, title: string): Promise<void> {
    const offered = (await this.diagnostics()).filter(one => one.code === code).flatMap(one => one.fixes);
    const fix = offered.find(one => one.title === title);
    if (!fix) throw new Error(`${code} offers ${offered.map(one => one.title).join(', ') || 'nothing'}.`);
    const texts = new Map(fix.edits.map(({ path }) => [path, readFileSync(path, 'utf8')]));
    this.save(applyFixes(texts, [fix]));
  }

  /** `switch --to`. */
  async switchTo(to: 'warm' | 'lazy', file = 'handler.py'): Promise<void> {
    const { files, python } = await this.deps();
    const plan = await planStrategySwitch(join(this.folder, file), to, { files, python });
    if (plan.kind !== 'edits') throw new Error(plan.reason);
    this.save(new Map(plan.texts.map(({ path, after }) => [path, after])));
  }

  read(name: string): string {
    return readFileSync(join(this.folder, name), 'utf8');
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private save(texts: ReadonlyMap<string, string>): void {
    for (const [path, text] of texts) writeFileSync(path, text);
  }

  private async deps(): Promise<CheckDeps> {
    return { files: nodeFiles, python: await testPython(), ...this.settings };
  }
}

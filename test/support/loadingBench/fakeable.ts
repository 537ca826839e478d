// Which parts of a worker a proof may fake: functions, classes and files that read the same before and after the switch.
import { existsSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import type { JobLoad } from '../../../src/loading/detect/analysis';
import type { Site } from '../../../src/loading/detect/sites';
import type { Program } from '../../../src/project/program';
import type { Node } from '../../../src/python/node';
import type { Fakeable } from '../prover/ground';

export function fakeableIn(before: Program, after: Program, sites: readonly (Site | JobLoad)[]): Fakeable {
  const [texts, later] = [textsOf(before), textsOf(after)];
  const root = dirname(before.entry.path);
  const partOf = (node: Node, path: string) => around(node).map(name => `${relative(root, path)}:${name}`);
  // What stands between the handler and the load has to run, or its guards prove nothing; what is behind the guard is
  // the load.
  const between = new Set(
    sites.flatMap(site =>
      site.steps.slice(0, firstBehindGuard(site)).flatMap(({ node, file }) => partOf(node, file.path)),
    ),
  );
  const behind = sites.flatMap(site =>
    site.steps.slice(firstBehindGuard(site)).flatMap(({ node, file }) => partOf(node, file.path)),
  );
  const loading = new Set([
    ...behind.reverse(),
    ...sites.flatMap(({ node, file }) => partOf(node, file.path)),
  ]);
  const isEntry = (part: string) => part === `${basename(before.entry.path)}:<module>`;
  return {
    rootsFor: file =>
      [...new Set(['..', 'src', '../..', ...rootsIn(before)])].map(path => join(dirname(file), path)),
    isUntouched: part => !between.has(part) && !isEntry(part) && texts.get(part) === later.get(part),
    loads: part => loading.has(part),
    loading: [...loading],
  };
}

/** The folders that the worker's packages stand in, from its entry. */
function rootsIn({ entry, files }: Program): string[] {
  const tops = [...files.keys()].map(path => {
    let at = dirname(path);
    while (existsSync(join(at, '__init__.py'))) at = dirname(at);
    return relative(dirname(entry.path), at);
  });
  return [...new Set(tops)];
}

/** Of the steps, the first that no longer has to run: behind the guard's own; for a load at start, any. */
function firstBehindGuard(site: Site | JobLoad): number {
  if (!('guard' in site)) return 0;
  const { guard, steps } = site;
  const at = guard ? steps.findIndex(step => guard.node.holds(step.node)) : -1;
  return at < 0 ? steps.length : at + 1;
}

/** By part; a class stands for the making of its objects. */
function textsOf({ entry, files }: Program): Map<string, string> {
  const texts = new Map<string, string>();
  for (const file of files.values()) {
    const path = relative(dirname(entry.path), file.path);
    if (file !== entry) texts.set(`${path}:<module>`, file.module.text);
    for (const { node } of file.module.functions) {
      const [name] = around(node.child('body') ?? node);
      if (name === undefined) continue;
      const whole = name.endsWith('.__init__') ? node.closest('class_definition') : node;
      texts.set(`${path}:${name}`, whole?.text ?? '');
    }
  }
  return texts;
}

/** The outermost function around the node, with the classes that it stands in. */
function around(node: Node): string[] {
  let found: string[] = [];
  for (let at = node.parent; at; at = at.parent) {
    if (!at.is('function_definition', 'class_definition')) continue;
    if (at.type === 'function_definition') found = [at.child('name')?.text ?? ''];
    else found = found.length > 0 ? [`${at.child('name')?.text ?? ''}.${found[0]}`] : [];
  }
  return found;
}

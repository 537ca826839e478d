// What ruff and Python 3.8 say about files: findings by file, and the files that they cannot read.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { environmentFor } from './pythonEnvironments';

const oldest = [3, 8];

/** Findings of ruff by file, and the files that do not compile. */
export interface Judgement {
  readonly codes: ReadonlyMap<string, readonly string[]>;
  readonly broken: readonly string[];
}

const compileAll = `
import ast, json, sys, warnings
warnings.simplefilter("ignore")
broken = []
for path in json.load(sys.stdin):
    try:
        ast.parse(open(path, encoding="utf-8-sig").read(), path, feature_version=(${oldest.join(', ')}))
    except (SyntaxError, ValueError):
        broken.append(path)
print(json.dumps(broken))
`;

const options = 'check --isolated --exit-zero --output-format json --target-version py38'.split(' ');

/** `paths`: absolute, at least one. */
export async function judge(paths: readonly string[]): Promise<Judgement> {
  const ruff = await environmentFor('ruff==0.14.5\n');
  const found: { filename: string; code: string | null }[] = JSON.parse(
    execFileSync(join(ruff.folder, 'bin', 'ruff'), [...options, ...paths], {
      encoding: 'utf8',
      maxBuffer: 1e8,
    }),
  );
  const codes = new Map<string, string[]>();
  for (const { filename, code } of found) {
    codes.set(filename, [...(codes.get(filename) ?? []), code ?? 'syntax'].sort());
  }
  const broken: string[] = JSON.parse(
    execFileSync(ruff.python, ['-c', compileAll], { input: JSON.stringify(paths), encoding: 'utf8' }),
  );
  return { codes, broken };
}

/** Findings of the second file that the first has not: `F821`, or `syntax`. */
export function gained({ codes, broken }: Judgement, was: string, is: string): string[] {
  const left = [...(codes.get(was) ?? [])];
  const more = (codes.get(is) ?? []).filter(code => {
    const at = left.indexOf(code);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  return broken.includes(is) && !broken.includes(was) ? [...more, 'does not compile for 3.8'] : more;
}

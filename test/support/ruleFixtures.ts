// Reads the fixtures of a rule's folder as small workers. A single file becomes the file of its kind in a worker that is
// otherwise clean; a folder is the worker. Expectations stand in the fixture: `# expect RP103 on "text"`, at the end of
// the line they are about or alone above it; for files without comments in a sidecar `expect.txt`.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { root } from './tree';

export interface Expectation {
  readonly path: string;
  /** 0-based. */
  readonly line: number;
  readonly code: string;
  readonly text: string;
}

export interface Fixture {
  readonly name: string;
  /** Absolute path in the made-up worker → text, markers included. */
  readonly texts: ReadonlyMap<string, string>;
  readonly expectations: readonly Expectation[];
  /** The made-up path of each fixture file, by its path in the fixture. */
  readonly files: ReadonlyMap<string, string>;
  /** Settings from `settings.json` of the fixture. */
  readonly strategy: 'warm' | 'lazy' | undefined;
  /** Id → name. */
  readonly endpoints: ReadonlyMap<string, string> | undefined;
  /** Compressed bytes of the image that was deployed last. */
  readonly deployedBytes: number | undefined;
}

export const workerRoot = '/worker';

const cleanHandler = `import runpod


def handler(job):
    return {"echo": job.get("input")}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
`;

const nameByExtension: Readonly<Record<string, string>> = {
  '.py': 'handler.py',
  '.Dockerfile': 'Dockerfile',
  '.txt': 'requirements.txt',
  '.toml': 'pyproject.toml',
  '.lock': 'uv.lock',
  '.json': 'test_input.json',
  '.sh': 'start.sh',
  '.env': '.env',
};

export function ruleFolder(name: string): string {
  return join(root, 'src/rules', name);
}

/** Names of the fixtures of one kind: `bad`, `bad-alpine` … */
export function fixtureNames(rule: string, kind: 'bad' | 'good'): string[] {
  return readdirSync(ruleFolder(rule)).filter(name =>
    new RegExp(`^${kind}(-[\\w-]+)?(\\.\\w+)?$`).test(name),
  );
}

/** Files of a fixture as stored, by path inside it; a single file has its worker name. */
export function storedFiles(rule: string, name: string): Map<string, string> {
  const path = join(ruleFolder(rule), name);
  if (!statSync(path).isDirectory()) {
    return new Map([[nameByExtension[extname(name)] ?? name, readFileSync(path, 'utf8')]]);
  }
  const entries = readdirSync(path, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile());
  return new Map(
    entries.map(entry => {
      const full = join(entry.parentPath, entry.name);
      return [relative(path, full), readFileSync(full, 'utf8')];
    }),
  );
}

export function readFixture(rule: string, name: string): Fixture {
  return fixtureOf(name, storedFiles(rule, name));
}

/** A worker of the given files; a clean handler is added when no file is Python. */
export function fixtureOf(name: string, stored: ReadonlyMap<string, string>): Fixture {
  const own = [...stored].filter(([path]) => path !== 'expect.txt' && path !== 'settings.json');
  const files = new Map(own.map(([path]) => [path, join(workerRoot, path)]));
  const texts = new Map(own.map(([path, text]) => [join(workerRoot, path), text]));
  if (!own.some(([path]) => path.endsWith('.py'))) texts.set(join(workerRoot, 'handler.py'), cleanHandler);
  const settings: unknown = JSON.parse(stored.get('settings.json') ?? '{}');
  const { loadingStrategy, endpoints, deployedBytes } = settings as {
    deployedBytes?: number;
    loadingStrategy?: 'warm' | 'lazy';
    endpoints?: Record<string, string>;
  };
  const marked = own.flatMap(([path, text]) => markersOf(join(workerRoot, path), text));
  const aside = sidecar(stored.get('expect.txt') ?? '');
  return {
    name,
    files,
    texts,
    expectations: [...marked, ...aside],
    strategy: loadingStrategy,
    endpoints: endpoints && new Map(Object.entries(endpoints)),
    deployedBytes,
  };
}

const marker = /#\s*expect\s+(RP\d{3})\s+on\s+("(?:[^"\\]|\\.)*")/g;

function markersOf(path: string, text: string): Expectation[] {
  const lines = text.split(/\r?\n/);
  const isMarkerLine = (line: string) => /^\s*#\s*expect\s+RP\d{3}\s/.test(line);
  return lines.flatMap((line, at) => {
    let target = at;
    if (isMarkerLine(line)) {
      target = lines.findIndex((one, index) => index > at && !isMarkerLine(one));
    }
    return [...line.matchAll(marker)].map(match => ({
      path,
      line: target,
      code: match[1] ?? '',
      text: String(JSON.parse(match[2] ?? '""')),
    }));
  });
}

/** Lines `path:line RP301 on "text"`, lines counted from 1. */
function sidecar(text: string): Expectation[] {
  return text
    .split(/\r?\n/)
    .filter(Boolean)
    .map(line => {
      const match = /^(.+?):(\d+) (RP\d{3}) on (".*")$/.exec(line);
      if (!match) throw new Error(`expect.txt: cannot read "${line}"`);
      const [, path = '', at = '', code = '', quoted = ''] = match;
      return { path: join(workerRoot, path), line: Number(at) - 1, code, text: String(JSON.parse(quoted)) };
    });
}

export interface DocParts {
  readonly headings: readonly string[];
  readonly title: string;
  readonly example: ReadonlyMap<string, string>;
  readonly useInstead: ReadonlyMap<string, string>;
}

const docNames: Readonly<Record<string, string>> = {
  python: 'handler.py',
  dockerfile: 'Dockerfile',
  toml: 'pyproject.toml',
  sh: 'start.sh',
  json: 'test_input.json',
  text: 'requirements.txt',
};

/** The parts of a rule's doc.md. A fence is `python`, or `python app/models.py` for a file of another name. */
export function readDoc(rule: string): DocParts {
  const text = readFileSync(join(ruleFolder(rule), 'doc.md'), 'utf8');
  const sections = new Map(
    text
      .split(/^## /m)
      .slice(1)
      .map(part => [part.split('\n', 1)[0]?.trim() ?? '', part] as const),
  );
  return {
    title: text.split('\n', 1)[0] ?? '',
    headings: [...sections.keys()],
    example: fences(sections.get('Example') ?? ''),
    useInstead: fences(sections.get('Use instead') ?? ''),
  };
}

function fences(text: string): Map<string, string> {
  return new Map(
    [...text.matchAll(/^```(\w+)(?: (\S+))?\n([\s\S]*?)^```/gm)].map(([, language = '', name, body = '']) => [
      name ?? docNames[language] ?? language,
      body,
    ]),
  );
}

// Reads the files of a project once per content: a second look at an unchanged text gives the very same objects, so
// that after an edit only what changed is parsed again.
import type { Files } from '../base/ports';
import type { Module } from '../python/module';
import type { Python } from '../python/parser';
import { type Dockerfile, readDockerfile } from './dockerfile';
import { readLock, readPyproject } from './pyproject';
import type { Requirement } from './requirement';
import { type RequirementsFile, readRequirementsFile } from './requirementsFile';
import { SourceText } from './source';

export class PythonFile {
  constructor(
    readonly source: SourceText,
    private readonly python: Python,
  ) {}

  get path(): string {
    return this.source.path;
  }

  get text(): string {
    return this.source.text;
  }

  /** Parsed when first asked for. */
  get module(): Module {
    return this.python.parse(this.source.text);
  }
}

interface Kept {
  readonly text: string;
  readonly value: unknown;
}

export class ProjectReader {
  private readonly kept = new Map<string, Kept>();
  /** Parses a text once, however many ask; what a check no longer meets is forgotten by `keepOnly`. */
  readonly python: Python;
  private modules = new Map<string, Module>();
  private met = new Map<string, Module>();

  constructor(
    readonly files: Files,
    python: Python,
  ) {
    this.python = {
      parse: text => {
        const module = this.met.get(text) ?? this.modules.get(text) ?? python.parse(text);
        this.met.set(text, module);
        return module;
      },
    };
  }

  source(path: string): Promise<SourceText | undefined> {
    return this.once('text', path, text => new SourceText(path, text));
  }

  pythonFile(path: string): Promise<PythonFile | undefined> {
    return this.once('python', path, text => new PythonFile(new SourceText(path, text), this.python));
  }

  dockerfile(path: string): Promise<Dockerfile | undefined> {
    return this.once('dockerfile', path, text => readDockerfile(path, text));
  }

  requirementsFile(path: string): Promise<RequirementsFile | undefined> {
    return this.once('requirements', path, text => readRequirementsFile(path, text));
  }

  async pyproject(path: string): Promise<readonly Requirement[]> {
    return (await this.once('pyproject', path, text => readPyproject(path, text))) ?? [];
  }

  async lock(path: string): Promise<readonly Requirement[]> {
    return (await this.once('lock', path, text => readLock(path, text))) ?? [];
  }

  /** What `make` says about a file's text, made once per text. `kind` tells apart what is made of the same file. */
  async once<T>(kind: string, path: string, make: (text: string) => T): Promise<T | undefined> {
    const key = `${kind}:${path}`;
    const text = await this.files.read(path);
    if (text === undefined) {
      this.kept.delete(key);
      return undefined;
    }
    const known = this.kept.get(key);
    if (known?.text === text) return known.value as T;
    const value = make(text);
    this.kept.set(key, { text, value });
    return value;
  }

  /** Forgets files that are gone and texts that were not met since the last call. */
  keepOnly(paths: ReadonlySet<string>): void {
    this.modules = this.met;
    this.met = new Map();
    for (const key of this.kept.keys())
      if (!paths.has(key.slice(key.indexOf(':') + 1))) this.kept.delete(key);
  }
}

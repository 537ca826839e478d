// Which files of a worker folder are what, by name.
import { basename, dirname } from 'node:path';

export type FileKind =
  | 'python'
  | 'dockerfile'
  | 'requirements'
  | 'pyproject'
  | 'lock'
  | 'script'
  | 'test-input'
  | 'hub'
  | 'env'
  | 'workflow'
  | 'packages';

/** The kind of a file by its path, or undefined for one that rules do not read. */
export function kindOf(path: string): FileKind | undefined {
  const name = basename(path);
  if (/\.py$/.test(name)) return 'python';
  if (
    /^(.*[._-])?(dockerfile|containerfile)([._-].*)?$/i.test(name) &&
    !/\.(dockerignore|md|txt|py|sh|ya?ml|json)$/i.test(name)
  ) {
    return 'dockerfile';
  }
  if (isRequirements(path, name)) return 'requirements';
  if (name === 'pyproject.toml') return 'pyproject';
  if (/^(uv\.lock|poetry\.lock|pdm\.lock|Pipfile\.lock)$/.test(name)) return 'lock';
  if (/\.(sh|bash)$/.test(name)) return 'script';
  if (name === 'test_input.json') return 'test-input';
  if (basename(dirname(path)) === '.runpod' && /^(hub|tests)\.json$/.test(name)) return 'hub';
  if (/^\.env(\..+)?$/.test(name)) return 'env';
  if (/(^|[\\/])(\.github[\\/]workflows[\\/][^\\/]+|\.gitlab-ci|\.circleci[\\/]config)\.ya?ml$/.test(path)) {
    return 'workflow';
  }
  if (/^(Pipfile|setup\.cfg|(conda|environment)[\w.-]*\.ya?ml)$/i.test(name)) return 'packages';
  return undefined;
}

function isRequirements(path: string, name: string): boolean {
  if (!/\.(txt|in)$/.test(name)) return false;
  return /requirements/i.test(name) || /^requirements$/i.test(basename(dirname(path)));
}

/** Folders that hold a worker's Dockerfiles and nothing else of it. */
export const dockerFolder = /^\.?(docker|dockerfiles?|containers?|deploy|build|\.runpod)$/i;

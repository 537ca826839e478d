// What git knows about a folder, for the name of an image. A folder outside of git is no error.
import { isAppError } from '../base/errors';
import type { CliCommand, RunCli } from './cli/command';

/** `1a2b3c4d`, or `1a2b3c4d-dirty` with uncommitted changes; undefined outside of git. */
export function describeCommand(folder: string): CliCommand<string | undefined> {
  return {
    command: 'git',
    // Without --exclude a tag's name would come instead of the commit's.
    args: ['-C', folder, 'describe', '--always', '--dirty', '--abbrev=8', '--exclude=*'],
    parse: ({ code, stdout }) => (code === 0 ? stdout.trim() || undefined : undefined),
  };
}

export async function gitState(
  folder: string,
  run: RunCli,
  signal?: AbortSignal,
): Promise<string | undefined> {
  try {
    return await run(describeCommand(folder), { signal });
  } catch (error) {
    if (isAppError(error, 'missing-tool')) return undefined;
    throw error;
  }
}

/** The tag of an image: commit and content, so that one tag names one image for ever. Never `latest`. */
export function imageTag(git: string | undefined, contentDigest: string): string {
  const content = contentDigest.slice(0, 10);
  return git === undefined ? content : `${git.replace(/[^\w.-]/g, '-')}-${content}`;
}

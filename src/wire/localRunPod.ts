// How Local RunPod tells where it answers: printed by `local up --json` and kept in the state folder,
// where the editor and every other command find it. The key is good for one run only.
import * as z from 'zod';

export const localRunPodSchema = z.looseObject({
  /** Origin, such as `http://127.0.0.1:41234`. */
  url: z.string(),
  graphql: z.string(),
  /** REST v2, ending in `/v2`. */
  rest: z.string(),
  /** Job API, ending in `/v2`. */
  jobs: z.string(),
  key: z.string(),
  pid: z.int(),
});
export type LocalRunPodInfo = z.infer<typeof localRunPodSchema>;

/** The image reference of a folder that Local RunPod runs as a plain process, without an engine. */
export const folderImagePrefix = 'folder:';

/** `folder:/abs/path@digest`; the digest names the content, so that a changed folder is a new release. */
export function folderImage(folder: string, digest: string): string {
  return `${folderImagePrefix}${folder}@${digest}`;
}

export function parseFolderImage(image: string): { folder: string; digest: string | undefined } | undefined {
  if (!image.startsWith(folderImagePrefix)) return undefined;
  const rest = image.slice(folderImagePrefix.length);
  const at = rest.lastIndexOf('@');
  return at < 0
    ? { folder: rest, digest: undefined }
    : { folder: rest.slice(0, at), digest: rest.slice(at + 1) };
}

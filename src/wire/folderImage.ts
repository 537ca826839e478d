// The image reference of a folder that Local RunPod runs as a plain process, without an engine.

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

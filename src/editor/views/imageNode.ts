// The image an endpoint runs: what it is called, how old its release is, and whether its tag may come to mean
// something else, which workers notice one by one.
import { duration } from '../../base/words';
import { contextValue } from '../../manifest/when';
import { parseFolderImage } from '../../wire/folderImage';
import type { EndpointSubject } from '../subject';
import type { TreeNode } from './node';

export interface ShownImage {
  readonly image: string | undefined;
  /** When the release that brought it was made, ms since the epoch. */
  readonly sinceMs?: number | undefined;
  readonly nowMs: number;
}

export function imageNode(id: string, shown: ShownImage, subject: EndpointSubject): TreeNode {
  const { image, sinceMs, nowMs } = shown;
  const digest = image && /@(?:sha256:)?([0-9a-f]{7})/.exec(image)?.[1];
  const isMoving = movesLater(image);
  const age = sinceMs === undefined ? undefined : `${roughly(nowMs - sinceMs)} old`;
  const words = [shortImage(image), !parseFolder(image) && digest, isMoving && 'tag may move', age];
  return {
    id: `${id}/image`,
    label: 'Image',
    description: words.filter(Boolean).join(' · '),
    tooltip: [
      image && `\`${image}\``,
      isMoving &&
        'The tag can be pushed again: workers that start later may run other code than those that run now. Deploy by digest, or under a new tag each time.',
    ]
      .filter(Boolean)
      .join('\n\n'),
    icon: isMoving ? 'warning' : 'package',
    color: isMoving ? 'list.warningForeground' : undefined,
    context: contextValue('image'),
    subject,
  };
}

/** The end of an image reference says most: the folder, or name and tag. */
export function shortImage(image: string | undefined): string {
  if (!image) return '';
  const local = parseFolder(image);
  if (local) return `${local.folder.split(/[\\/]/).pop()} @ ${local.digest?.slice(0, 7) ?? ''}`;
  const last = image.split('/').pop() ?? image;
  return last.replace(/@sha256:[0-9a-f]+$/, '');
}

/** True for a tag that is meant to be pushed again, or none, without a digest. */
export function movesLater(image: string | undefined): boolean {
  if (!image || parseFolder(image) || /@[a-z0-9]+:[0-9a-f]{32,}$/.test(image)) return false;
  const tag = /:([\w.-]+)$/.exec(image.split('/').pop() ?? '')?.[1];
  return (
    tag === undefined || /^(latest|main|master|dev|develop|nightly|edge|stable|staging|prod)$/i.test(tag)
  );
}

function parseFolder(image: string | undefined): ReturnType<typeof parseFolderImage> {
  return image ? parseFolderImage(image) : undefined;
}

/** An age that does not change with every look: whole minutes, hours or days. */
export function roughly(ms: number): string {
  if (ms < 60_000) return '<1 min';
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)} min`;
  if (ms < 86_400_000) return `${Math.floor(ms / 3_600_000)} h`;
  return duration(Math.floor(ms / 86_400_000) * 86_400_000).replace(/ 0 h$/, '');
}

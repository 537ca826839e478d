// What the panel is given of an output when it asks, and what is taken out of it: branches, media, files, documents.
import { branchPage, type FromConsole } from '../../protocol/jobConsole';
import { extensionOf } from '../../protocol/media';
import { branchOf } from '../../protocol/outputTree';
import { prettyJson } from '../../protocol/prettyJson';
import type { SessionJob } from './job';
import type { ConsoleDoors } from './jobConsole';

interface Place {
  readonly doors: ConsoleDoors;
  /** Of the output that the panel shows. */
  readonly version: number;
}

type Media = Extract<FromConsole, { readonly index: number }>;

export function handOut(job: SessionJob, place: Place, message: FromConsole): void {
  const { doors, version } = place;
  if (message.kind === 'copy') doors.copy(wholeText(job.output), 'The output');
  else if (message.kind === 'openOutput') {
    doors.openDocument(`${job.snapshot.jobId ?? job.key}.json`, wholeText(job.output));
  } else if (message.kind === 'branch') {
    const { path, from } = message;
    const branch = branchOf(job.output, path, { from, count: branchPage });
    doors.send({ kind: 'branch', version, path, from, branch });
  } else if ('index' in message) handOutMedia(job, place, message);
}

function handOutMedia({ read, snapshot, key }: SessionJob, { doors, version }: Place, message: Media): void {
  const { kind, index } = message;
  const media = read?.shown.media[index];
  const base64 = read?.data[index];
  if (kind === 'allowMedia' && media?.url) doors.allowOrigin(new URL(media.url).origin);
  if (!media || base64 === undefined) return;
  if (kind === 'media') doors.send({ kind: 'media', version, index, base64 });
  if (kind === 'saveMedia') {
    const name = `${snapshot.jobId ?? key}-${index + 1}.${extensionOf(media.mime)}`;
    doors.saveBytes(name, Buffer.from(base64, 'base64'));
  }
}

function wholeText(output: unknown): string {
  return typeof output === 'string' ? output : prettyJson(output);
}

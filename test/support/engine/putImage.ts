// Puts an image into a registry by hand, so that a test can have any: for another processor, of any claimed size, with
// a start command that leads nowhere. No engine is needed.
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';

export interface ImageParts {
  readonly architecture?: string;
  /** Each layer: path to content; a name that begins with `.wh.` removes. */
  readonly layers?: readonly Readonly<Record<string, string>>[];
  readonly config?: object;
  /** Size the manifest claims for the first layer. */
  readonly claimedBytes?: number;
}

export interface RegistryAccess {
  /** `127.0.0.1:port`. */
  readonly host: string;
  readonly repository: string;
  readonly authorization?: string;
}

const manifestType = 'application/vnd.docker.distribution.manifest.v2+json';
const indexType = 'application/vnd.docker.distribution.manifest.list.v2+json';
const digestOf = (bytes: Buffer) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** Returns the digest and size of the manifest. */
export async function putImage(access: RegistryAccess, tag: string, parts: ImageParts) {
  const { architecture = 'amd64', layers = [{}], config = {}, claimedBytes } = parts;
  const blobs = await Promise.all(layers.map(async files => gzipSync(await tarOf(files))));
  const image = Buffer.from(
    JSON.stringify({ os: 'linux', architecture, config, rootfs: { type: 'layers', diff_ids: [] } }),
  );
  for (const blob of [...blobs, image]) await putBlob(access, blob);
  const manifest = {
    schemaVersion: 2,
    mediaType: manifestType,
    config: {
      mediaType: 'application/vnd.docker.container.image.v1+json',
      size: image.length,
      digest: digestOf(image),
    },
    layers: blobs.map((blob, at) => ({
      mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
      size: at === 0 ? (claimedBytes ?? blob.length) : blob.length,
      digest: digestOf(blob),
    })),
  };
  return putManifest(access, tag, manifestType, manifest);
}

/** An index over manifests that are there already. */
export async function putIndex(
  access: RegistryAccess,
  tag: string,
  entries: readonly { digest: string; size: number; os?: string; architecture: string }[],
) {
  const manifests = entries.map(({ digest, size, os = 'linux', architecture }) => ({
    mediaType: manifestType,
    digest,
    size,
    platform: { os, architecture },
  }));
  return putManifest(access, tag, indexType, { schemaVersion: 2, mediaType: indexType, manifests });
}

async function putManifest(access: RegistryAccess, tag: string, type: string, manifest: object) {
  const body = Buffer.from(JSON.stringify(manifest));
  await send(access, 'PUT', `http://${access.host}/v2/${access.repository}/manifests/${tag}`, { body, type });
  return { digest: digestOf(body), size: body.length };
}

async function putBlob(access: RegistryAccess, blob: Buffer): Promise<void> {
  const start = await send(
    access,
    'POST',
    `http://${access.host}/v2/${access.repository}/blobs/uploads/`,
    {},
  );
  const url = new URL(start.headers.get('location') ?? '', `http://${access.host}`);
  url.searchParams.set('digest', digestOf(blob));
  await send(access, 'PUT', url.href, { body: blob, type: 'application/octet-stream' });
}

async function send(
  { authorization }: RegistryAccess,
  method: string,
  url: string,
  content: { body?: Buffer; type?: string },
) {
  const headers = {
    ...(authorization ? { authorization } : {}),
    ...(content.type ? { 'content-type': content.type } : {}),
  };
  const reply = await fetch(url, {
    method,
    headers,
    ...(content.body ? { body: new Uint8Array(content.body) } : {}),
  });
  if (!reply.ok) throw new Error(`${method} ${url}: ${reply.status} ${await reply.text()}`);
  return reply;
}

async function tarOf(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const tar = pack();
  for (const [name, text] of Object.entries(files)) tar.entry({ name }, text);
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

// What well-known public base images bring: which names of Python are on PATH, and whether the runpod SDK is in.
// Read from the images' own Dockerfiles (checked 2026-08). An image that is not here is unknown, never "has nothing".

export type Has = 'yes' | 'no' | 'unknown';

export interface BaseFacts {
  readonly python: Has;
  readonly python3: Has;
  readonly runpod: Has;
  /** Whether the image sets PYTHONUNBUFFERED. */
  readonly unbuffered: Has;
}

const both: BaseFacts = { python: 'yes', python3: 'yes', runpod: 'no', unbuffered: 'no' };
const none: BaseFacts = { python: 'no', python3: 'no', runpod: 'no', unbuffered: 'no' };
const unknown: BaseFacts = {
  python: 'unknown',
  python3: 'unknown',
  runpod: 'unknown',
  unbuffered: 'unknown',
};
// Their own Dockerfiles have changed what they bring from tag to tag.
const runpodsOwn: BaseFacts = { python: 'yes', python3: 'yes', runpod: 'unknown', unbuffered: 'unknown' };

const known: readonly (readonly [RegExp, BaseFacts])[] = [
  [/^(library\/)?python(:|@|$)/, both],
  [/^pypy(:|@|$)/, unknown],
  [/^nvidia\/(cuda|cudagl|opengl)(:|@|$)/, none],
  [/^nvcr\.io\/nvidia\/(cuda|cudagl)(:|@|$)/, none],
  [/^nvcr\.io\/nvidia\/(pytorch|tensorrt|tritonserver)(:|@|$)/, both],
  [/^(library\/)?(ubuntu|debian|alpine|busybox)(:|@|$)/, none],
  [/^pytorch\/pytorch(:|@|$)/, both],
  [/^tensorflow\/tensorflow(:|@|$)/, both],
  [/^continuumio\/(mini|ana)conda3(:|@|$)/, both],
  [/^condaforge\/(mambaforge|miniforge3)(:|@|$)/, both],
  [/^runpod\/(pytorch|tensorflow)(:|@|$)/, runpodsOwn],
  [/^runpod\/base(:|@|$)/, runpodsOwn],
  [/^ghcr\.io\/astral-sh\/uv:(.*-)?python/, both],
];

/** What is known about an image; `docker.io/` is the same as nothing. */
export function factsOfBase(image: string | undefined): BaseFacts {
  if (!image) return unknown;
  const name = image.replace(/^(docker\.io|index\.docker\.io|registry-1\.docker\.io)\//, '');
  return known.find(([pattern]) => pattern.test(name))?.[1] ?? unknown;
}

export function isKnownBase(image: string | undefined): boolean {
  return factsOfBase(image).python !== 'unknown';
}

/** The minor version of the Python 3 that the image's tag promises; undefined when it does not tell. */
export function pythonOfBase(image: string | undefined): number | undefined {
  const name = image?.replace(/^(docker\.io|index\.docker\.io)\//, '') ?? '';
  const own =
    /^(?:library\/)?python:3\.(\d+)/.exec(name) ??
    /^ghcr\.io\/astral-sh\/uv:(?:.*-)?python3\.(\d+)/.exec(name);
  return own ? Number(own[1]) : undefined;
}

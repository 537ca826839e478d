// The CUDA version that an image's wheels are built for, from the lines that install them. PyTorch brings its own CUDA
// along, so its version decides which driver a host needs, whatever the base image says.

/** What `pip install torch==X` without an index gets on Linux; from PyTorch's release notes. */
const torchDefaults: readonly (readonly [RegExp, string])[] = [
  [/^2\.(1|2|3|4)\b/, '12.1'],
  [/^2\.(5|6)\b/, '12.4'],
  [/^2\.7\b/, '12.6'],
  [/^2\.(8|9)\b/, '12.8'],
];

/** `texts` are RUN lines and requirements files. The highest version that is named; undefined when none is. */
export function wheelCuda(texts: readonly string[]): string | undefined {
  const found = texts.flatMap(text => [...named(text), ...pinned(text)]);
  return found.sort(compareVersions).at(-1);
}

/** `…/whl/cu128` and `torch==2.8.0+cu128`. */
function named(text: string): string[] {
  return [...text.matchAll(/(?:\/whl\/|\+)cu(\d{2,3})\b/g)].flatMap(([, digits]) =>
    digits ? [`${digits.slice(0, -1)}.${digits.slice(-1)}`] : [],
  );
}

function pinned(text: string): string[] {
  if (/(?:\/whl\/|\+)(?:cu|cpu|rocm)/.test(text)) return [];
  return [...text.matchAll(/(?:^|[\s"'])torch==([\d.]+)/gm)].flatMap(([, version]) => {
    const known = torchDefaults.find(([pattern]) => pattern.test(version ?? ''))?.[1];
    return known ? [known] : [];
  });
}

export function compareVersions(a: string, b: string): number {
  return versionNumber(a) - versionNumber(b);
}

function versionNumber(version: string): number {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major * 1000 + minor;
}

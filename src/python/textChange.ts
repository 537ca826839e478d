// The one place where two versions of a text differ: what typing makes.

/** `before.slice(start, oldEnd)` became `after.slice(start, newEnd)`; all around it is the same. */
export interface Change {
  readonly start: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

/** Compared at once where texts are the same: engines compare slices faster than characters. */
const stride = 1024;

export function changeBetween(before: string, after: string): Change {
  const shorter = Math.min(before.length, after.length);
  const start = wholeCharacter(before, sameFromStart(before, after, shorter));
  const same = sameAtEnd(before, after, shorter - start);
  // The end of a surrogate pair belongs to its beginning.
  const tail = isLowSurrogate(before.charCodeAt(before.length - same)) ? same - 1 : same;
  return { start, oldEnd: before.length - tail, newEnd: after.length - tail };
}

function sameFromStart(a: string, b: string, most: number): number {
  let at = 0;
  while (at + stride <= most && a.slice(at, at + stride) === b.slice(at, at + stride)) at += stride;
  while (at < most && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return at;
}

function sameAtEnd(a: string, b: string, most: number): number {
  let same = 0;
  const chunk = (text: string) => text.slice(text.length - same - stride, text.length - same);
  while (same + stride <= most && chunk(a) === chunk(b)) same += stride;
  while (same < most && a.charCodeAt(a.length - same - 1) === b.charCodeAt(b.length - same - 1)) same++;
  return same;
}

/** Not between the halves of a surrogate pair or of a Windows line end. */
function wholeCharacter(text: string, at: number): number {
  const before = text.charCodeAt(at - 1);
  return (before >= 0xd800 && before <= 0xdbff) || before === 0x0d ? at - 1 : at;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}

// What jobs answered, made comparable: a switch moves text about, and may change nothing else.

/** The job failed, in whatever words. */
export function isFailure(output: unknown): boolean {
  return /"error"/.test(text(output));
}

/** As JSON, without what a traceback says about places: those move with the text. */
export function text(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing')
    .replace(/File \\+"[^"]*\\+", line \d+/g, 'File')
    .replace(
      /Traceback \(most recent call last\):[\s\S]*?(?=\\+n[A-Za-z_][\w.]*(?:Error|Exception|Failed|Exit)\b)/g,
      'Traceback',
    )
    .replace(/line \d+/g, 'line')
    .replace(/[^\s'"]*\.elsewhere-\d+/g, '')
    .replace(/\/[\w./-]*\/(?:w|one)-\w+\//g, '/')
    .replace(/0x[0-9a-f]{6,}/g, '0x')
    .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?/g, 'now')
    .replace(/\b[0-9a-f]{8}-[0-9a-f-]{27}\b/g, 'uuid')
    .replace(/\btmp(?:\d{8}|\w{8}\b)/g, 'tmp');
}

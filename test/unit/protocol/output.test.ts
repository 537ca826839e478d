// Output of jobs: media are found wherever they stand and told by their bytes, the rest stays JSON; nothing that a worker
// returns, however deep, long or strange, can hold up the editor.
import { describe, expect, it } from 'vitest';
import { outputOf } from '../../../src/protocol/output';
import { branchOf } from '../../../src/protocol/outputTree';

const base64 = (head: string | readonly number[]) =>
  Buffer.concat([
    typeof head === 'string' ? Buffer.from(head, 'latin1') : Buffer.from(head),
    Buffer.alloc(90),
  ]).toString('base64');
const png = base64('\x89PNG\r\n\x1a\n');
const shownOf = (value: unknown) => outputOf(value).shown;

function nested(depth: number): unknown {
  let value: unknown = 'bottom';
  for (let level = 0; level < depth; level++) value = level % 2 ? { a: value } : [value];
  return value;
}

describe('outputOf', () => {
  it('takes a bare base64 image for an image', () => {
    const { shown, data } = outputOf(png);
    expect(shown.media).toMatchObject([{ path: 'output', kind: 'image', mime: 'image/png' }]);
    expect(data).toEqual([png]);
    expect(shown.text).toContain('image/png');
  });

  it('finds media deep in the output, names where, and believes the bytes more than the claim', () => {
    const wav = base64('RIFF\0\0\0\0WAVEfmt ');
    const { shown, data } = outputOf({ pages: [{ png: `data:image/jpeg;base64,${png}` }], sound: wav });
    expect(shown.media).toMatchObject([
      { path: 'pages[0].png', kind: 'image', mime: 'image/png' },
      { path: 'sound', kind: 'audio', mime: 'audio/wav' },
    ]);
    expect(data).toEqual([png, wav]);
    expect(JSON.parse(shown.text)).toMatchObject({ sound: expect.stringContaining('audio/wav') });
  });

  it.each([
    ['image/webp', 'image', 'RIFF\0\0\0\0WEBPVP8 '],
    ['audio/mpeg', 'audio', 'ID3\x04'],
    ['audio/ogg', 'audio', 'OggS'],
    ['video/mp4', 'video', '\0\0\0\x18ftypisom'],
    ['video/webm', 'video', '\x1a\x45\xdf\xa3'],
    ['application/pdf', 'file', '%PDF-1.7'],
  ])('knows %s', (mime, kind, head) => {
    expect(shownOf({ it: base64(head) }).media).toMatchObject([{ mime, kind }]);
  });

  it('links media behind an address and loads nothing', () => {
    const { media } = shownOf({ url: 'https://files.example/a/b.mp4?sig=1', page: 'https://example.com/x' });
    expect(media).toMatchObject([
      { kind: 'video', url: 'https://files.example/a/b.mp4?sig=1', bytes: undefined },
    ]);
  });

  it('leaves text alone, even text that begins like an image', () => {
    const text = '/9j/ is how a JPEG begins, in words, which this sentence shows at some length.';
    expect(shownOf(text)).toMatchObject({ media: [], text, isCut: false });
  });

  it('shows nothing that could carry script as more than a file', () => {
    const svg = `data:image/svg+xml;base64,${Buffer.from('<svg onload="alert(1)"/>').toString('base64')}`;
    expect(shownOf(svg).media).toMatchObject([{ kind: 'file' }]);
    expect(shownOf('javascript:alert(1).png').media).toEqual([]);
    expect(shownOf('https://user:secret@host/x.png').media).toEqual([]);
  });

  it('cuts what is too long to show', () => {
    const { text, isCut } = shownOf('x y '.repeat(100_000));
    expect([text.length, isCut]).toEqual([100_000, true]);
  });

  it('reads 10,000 levels, a line of a megabyte, a huge key and half a million numbers without a hitch', () => {
    const hostile = {
      deep: nested(10_000),
      line: 'a'.repeat(1_000_000),
      ['k'.repeat(1_000_000)]: '</script><img src=x onerror=alert(1)>',
      numbers: Array.from({ length: 500_000 }, (_, index) => index),
      png,
    };
    const { shown } = outputOf(hostile);
    expect(shown.isCut).toBe(true);
    expect(shown.media).toMatchObject([{ path: 'png' }]);
    const { rows, total } = branchOf(hostile, [], { from: 0, count: 100 });
    expect([rows.length, total]).toEqual([5, 5]);
    expect(Math.max(...rows.map(({ name, preview }) => name.length + preview.length))).toBeLessThan(600);
  });
});

describe('branchOf', () => {
  it('names data in base64 and its size, and never shows it', () => {
    const { rows } = branchOf({ png, page: `data:application/pdf;base64,${base64('%PDF-1.7')}` }, [], {
      from: 0,
      count: 9,
    });
    expect(rows.map(({ preview }) => preview)).toEqual(['‹image/png, 1 kB›', '‹application/pdf, 1 kB›']);
    expect(outputOf(png).shown.root.preview).toBe('‹image/png, 1 kB›');
  });

  it('hands out a page of a long list, by place', () => {
    const value = { list: Array.from({ length: 1_000_000 }, (_, index) => ({ index })) };
    const { rows, total } = branchOf(value, [0], { from: 999_990, count: 100 });
    expect([rows.length, total, rows[0]?.name]).toEqual([10, 1_000_000, '999990']);
    expect(branchOf(value, [0, 999_990], { from: 0, count: 10 }).rows).toMatchObject([
      { name: 'index', preview: '999990', kind: 'number' },
    ]);
  });

  it('follows 10,000 levels and answers nothing for a place that is not there', () => {
    expect(branchOf(nested(10_000), Array(9_999).fill(0), { from: 0, count: 1 }).rows).toMatchObject([
      { preview: '"bottom"' },
    ]);
    expect(branchOf({ a: 1 }, [0, 3, 4], { from: 0, count: 1 })).toEqual({ rows: [], total: 0 });
  });
});

// Output of jobs: images are found wherever they stand and shown as images, the rest stays JSON.
import { describe, expect, it } from 'vitest';
import { outputOf } from '../../../src/protocol/output';

const png = `iVBORw0KGgo${'A'.repeat(80)}=`;

describe('outputOf', () => {
  it('takes a bare base64 image for an image', () => {
    const { images, text } = outputOf(png);
    expect(images).toMatchObject([{ path: 'output', mime: 'image/png', base64: png }]);
    expect(text).toContain('image/png');
  });

  it('finds images deep in the output and names where', () => {
    const { images, text } = outputOf({ pages: [{ png: `data:image/jpeg;base64,${png}` }], lines: ['a'] });
    expect(images).toMatchObject([{ path: 'pages[0].png', mime: 'image/jpeg' }]);
    expect(JSON.parse(text)).toEqual({
      pages: [{ png: expect.stringContaining('image/jpeg') }],
      lines: ['a'],
    });
  });

  it('leaves text alone, even text that begins like an image', () => {
    expect(
      outputOf('/9j/ is how a JPEG begins, in words, which this sentence shows at some length.'),
    ).toEqual({
      images: [],
      text: '/9j/ is how a JPEG begins, in words, which this sentence shows at some length.',
      cut: 0,
    });
  });

  it('shows no picture for a type that could carry script', () => {
    expect(outputOf(`data:image/svg+xml;base64,${png}`).images).toEqual([]);
  });

  it('cuts what is too long to show and says how much', () => {
    const { text, cut } = outputOf('x y '.repeat(100_000));
    expect(text.length + cut).toBe(400_000);
    expect(cut).toBeGreaterThan(0);
  });

  it('has no text for no output', () => {
    expect(outputOf(undefined)).toEqual({ images: [], text: '', cut: 0 });
  });
});

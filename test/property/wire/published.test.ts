// The generated types are what the specification says today, and types alone. That our own shapes fit them is checked
// by the compiler, in test/support/publishedShapes.ts.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { publishedTypes } from '../../support/publishedTypes';
import { settle } from '../../support/settle';
import { root } from '../../support/tree';

describe('the published types', () => {
  it('are those of the specification in the fixtures', async () => {
    const path = join(root, 'test/fixtures/openapi/runpod-rest-v2.json');
    settle('src/wire/rest.generated.ts', await publishedTypes(JSON.parse(readFileSync(path, 'utf8'))));
  });

  it('are types alone: no byte of them reaches a bundle', () => {
    const text = readFileSync(join(root, 'src/wire/rest.generated.ts'), 'utf8');
    expect(text.match(/^export (?!type |interface )/gm) ?? []).toEqual([]);
  });
});

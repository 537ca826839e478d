// The extension in a real VS Code: it wakes in a worker's folder, and lets go of everything when it is told to.
import assert from 'node:assert/strict';
import { eventually } from './support/eventually';
import { extension } from './support/extension';

describe('activation', () => {
  it('happens by itself in a folder with a handler', async () => {
    await eventually('the extension is active', () => extension().isActive);
  });

  it('offers nothing but its commands to other extensions', () => {
    assert.equal(extension().exports, undefined);
  });
});

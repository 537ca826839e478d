// Keys this machine already has: read as offers, from where RunPod's tools keep them.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findKeys, keyOf } from '../../../src/editor/targets/keyOffers';

let home = '';
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'offers-'));
  await mkdir(join(home, '.runpod'));
  await writeFile(join(home, '.runpod/config.toml'), "apikey = 'rpa_fromfile'\n");
});
afterAll(() => rm(home, { recursive: true, force: true }));

describe('findKeys', () => {
  it('offers the environment first, then the file', async () => {
    const offers = await findKeys({ RUNPOD_API_KEY: ' rpa_fromenv ' }, home);
    expect(offers).toEqual([
      { key: 'rpa_fromenv', from: 'RUNPOD_API_KEY' },
      { key: 'rpa_fromfile', from: '~/.runpod/config.toml' },
    ]);
  });

  it('offers one key once, and nothing where there is none', async () => {
    expect(await findKeys({ RUNPOD_API_KEY: 'rpa_fromfile' }, home)).toHaveLength(1);
    expect(await findKeys({}, join(home, 'nobody'))).toEqual([]);
  });
});

describe('keyOf', () => {
  it('reads both spellings and survives what is not TOML', () => {
    expect(keyOf('[default]\napi_key = "rpa_x"')).toBe('rpa_x');
    expect(keyOf('{ not toml')).toBeUndefined();
    expect(keyOf('apikey = ""')).toBeUndefined();
  });
});

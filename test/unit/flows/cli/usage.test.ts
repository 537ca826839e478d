// What every command has in common: help, usage errors, and errors without stack or key.
import { describe, expect, it } from 'vitest';
import { invoke } from '../../../support/cliIo';

describe('the command line', () => {
  it('helps and tells its version with exit code 0', async () => {
    expect(await invoke(['--help'])).toMatchObject({ code: 0, out: expect.stringContaining('check') });
    expect(await invoke(['--version'])).toMatchObject({ code: 0, out: '0.0.0\n' });
  });

  it('calls an unknown command a usage error', async () => {
    expect(await invoke(['chekc'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('unknown command'),
    });
  });

  it('says what to do when there is no target', async () => {
    const { code, err } = await invoke(['endpoints']);
    expect(code).toBe(4);
    expect(err).toMatch(/Local RunPod is not running.*RUNPOD_API_KEY/);
    expect(err.trim().split('\n')).toHaveLength(1);
  });

  it('refuses a job input that is missing, broken or not a whole job, before it looks for a target', async () => {
    expect(await invoke(['job', 'e'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('no job input'),
    });
    const broken = await invoke(['job', 'e', '--input', 'x.json'], { '/w/x.json': '{"input": {,}}' });
    expect(broken).toMatchObject({
      code: 2,
      err: expect.stringContaining('x.json is not valid JSON at line 1'),
    });
  });

  it('never prints a key', async () => {
    const env = {
      RUNPOD_WORKER_DEV_STATE: '/nowhere',
      RUNPOD_API_KEY: 'rpa_ABCDEF1234567890',
      RUNPOD_REST_V2_API_URL: 'http://127.0.0.1:9/v2',
    };
    const { code, out, err } = await invoke(['endpoints'], {}, { env });
    expect(code).toBe(4);
    expect(out + err).not.toContain('ABCDEF1234567890');
  });
});

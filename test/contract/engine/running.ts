// Containers on every engine: the last words of one that dies, why it died, and a stop that leaves nothing.
import { expect, it } from 'vitest';
import { type EngineSuite, kinds } from '../../support/engine/suite';

export function testRunning(suite: EngineSuite): void {
  it.each(kinds)('keeps the log of a worker that dies at once, through the %s', async which => {
    const dying = 'print("starting")\nprint("x" * 70000)\nraise SystemExit("no model here")\n';
    // Through the API we read the log ourselves, which is a race that has to be won every time.
    for (let round = 0; round < (which.endsWith('api') ? 3 : 1); round++) {
      const { lines, exit } = await suite.runToEnd(suite.of(which).engine, suite.docker.baseImage, {
        command: ['python3', '-c', dying],
      });
      expect(exit.code).toBe(1);
      expect(lines).toEqual(expect.arrayContaining(['starting', 'x'.repeat(70_000), 'no model here']));
    }
  });

  it.each(kinds)('says when the command is not in the image, through the %s', async which => {
    const { exit } = await suite.runToEnd(suite.of(which).engine, suite.docker.baseImage, {
      command: ['pythonn', 'handler.py'],
    });
    expect(exit).toMatchObject({ code: 127, reason: 'Command not found: the image has no "pythonn".' });
  });

  it.each(kinds)('says when a worker ran out of memory, through the %s', async which => {
    const command = ['python3', '-c', 'x = bytearray(400_000_000)'];
    const { exit } = await suite.runToEnd(suite.of(which).engine, suite.docker.baseImage, {
      command,
      memoryLimitBytes: 64_000_000,
    });
    expect(exit).toMatchObject({
      code: 137,
      signal: 'SIGKILL',
      reason: expect.stringContaining('out of memory'),
    });
  });

  it.each(kinds)(
    'stops a worker with a grace, tells its memory, and leaves nothing, through the %s',
    async which => {
      const engine = suite.of(which).engine;
      const lines: string[] = [];
      const stubborn =
        'import signal, time\nsignal.signal(signal.SIGTERM, lambda *a: print("term", flush=True))\nprint("up", flush=True)\nwhile True: time.sleep(0.1)';
      const container = await engine.containers.run(
        {
          name: `stubborn-${which}`,
          image: suite.docker.baseImage,
          env: {},
          command: ['python3', '-c', stubborn],
          labels: { 'runpod-test': which },
        },
        line => lines.push(line),
      );
      await expect.poll(() => lines, { timeout: 15_000 }).toContain('up');
      expect(await container.memoryBytes()).toBeGreaterThan(1_000_000);
      await container.stop(1_000);
      expect(await container.exited).toMatchObject({ code: 137, signal: 'SIGKILL' });
      expect(lines).toContain('term');
      expect(await engine.containers.removeAll({ 'runpod-test': which })).toBe(0);
    },
  );
}

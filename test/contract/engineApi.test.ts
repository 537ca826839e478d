// The engine port against every real engine: Docker's API of two ages, the docker command with and without buildx, and
// podman. They are started once; what is tried stands in `engine/`, by theme.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../src/image/docker/client';
import { createTransport } from '../../src/image/docker/transport';
import { whyNoEngine } from '../support/engine/availability';
import { EngineSuite, noNewer } from '../support/engine/suite';
import { testBuilding } from './engine/building';
import { testImages } from './engine/images';
import { testRunning } from './engine/running';

const reason = whyNoEngine();
const notes = reason ? ` (skipped: ${reason})` : noNewer ? ` (no API 1.45, no buildx: ${noNewer})` : '';

describe.skipIf(reason)(`container engine${notes}`, () => {
  const suite = new EngineSuite();
  beforeAll(() => suite.start());
  afterAll(() => suite.stop());

  it.runIf(noNewer === undefined)('meets an old and a newer version of the API', async () => {
    const versionAt = async (path: string) =>
      (await connect(createTransport({ kind: 'socket', path }))).apiVersion;
    const [older, newest] = [
      await versionAt(suite.docker.socket),
      await versionAt(suite.engines.newer?.socket ?? ''),
    ];
    console.log(
      `${suite.of('api').engine.version}: API ${older}; ${suite.of('newer-api').engine.version}: API ${newest}`,
    );
    expect(newest).toBe('1.45');
    if (suite.of('api').engine.version.includes('/20.10.')) expect(older).toBe('1.41');
  });

  testImages(suite);
  testBuilding(suite);
  testRunning(suite);
});

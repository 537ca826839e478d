// What a deployment is asked for: the credential an image is pulled with only where it matters and there is one.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cancelled } from '../../../src/base/errors';
import { askSettings } from '../../../src/editor/deploy/askDeploy';
import type { Services } from '../../../src/editor/services';
import type { Target } from '../../../src/flows/target';
import { fakeServices } from '../../support/fakeServices';
import { LocalPlatform } from '../../support/localPlatform';
import type { Answer } from '../../support/person';
import { targetOver } from '../../support/targetOver';

const settings = { get: (key: string) => (key === 'runpod.deploy.registry' ? 'docker.io/me' : '') };

describe('what a deployment to an account is asked for', () => {
  let local: LocalPlatform;
  let target: Target;
  let mayReadRegistries = true;

  beforeEach(() => {
    mayReadRegistries = true;
    local = new LocalPlatform();
    target = targetOver(local, {
      between: async (request, next) =>
        !mayReadRegistries && request.url.endsWith('/registries')
          ? Response.json({ title: 'Forbidden', status: 403, detail: 'access denied' }, { status: 403 })
          : next(request),
    });
  });
  afterEach(() => local.platform.stop(0));

  const addRegistry = async (name: string): Promise<string> => {
    const body = { name, username: 'me', password: 'secret-of-the-registry' };
    return (await local.rest('/registries', { method: 'POST', body })).body.id;
  };
  const ask = async (...script: Answer[]) => {
    const fake = fakeServices({ target, stateFolder: '/nowhere', script });
    const asks = { ...fake.services, settings } as unknown as Services;
    const asked = await askSettings(asks, target, { folder: '/w/ocr', given: {} });
    return { asked, seen: fake.seen.join('\n') };
  };

  it('asks for no credential where there is none, or where the key may not read them', async () => {
    const { asked } = await ask('ocr');
    expect(asked).toEqual({
      folder: '/w/ocr',
      runtime: 'container',
      name: 'ocr',
      repository: 'docker.io/me/ocr',
    });
    await addRegistry('ghcr');
    mayReadRegistries = false;
    expect((await ask('ocr')).asked).not.toHaveProperty('registryCredentialId');
  });

  it('takes the one that is chosen, by name and without its secret', async () => {
    const id = await addRegistry('ghcr of the team');
    const { asked, seen } = await ask('ocr', 'ghcr of the team');
    expect(asked.registryCredentialId).toBe(id);
    expect(seen).not.toContain('secret-of-the-registry');
  });

  it('takes none when the image is public, and nothing at all on Escape', async () => {
    await addRegistry('ghcr');
    expect((await ask('ocr', 'None')).asked.registryCredentialId).toBe('');
    await expect(ask('ocr', cancelled())).rejects.toMatchObject({ kind: 'cancelled' });
  });

  it('leaves an endpoint that is there the credential it has', async () => {
    await addRegistry('ghcr');
    const id = await local.endpoint({ name: 'ocr' });
    const { asked } = await ask('ocr');
    expect(asked.endpointId).toBe(id);
    expect(asked).not.toHaveProperty('registryCredentialId');
  });
});

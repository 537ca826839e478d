// /v2/registries: credentials are write-only. A deleted one silently disappears from templates; endpoints keep it in use.
import * as z from 'zod';
import { newId } from '../ids';
import type { RegistryRecord } from '../store/records';
import type { RestContext } from './plane';
import { badRequest, notFound } from './problem';
import { readBody } from './validate';

const createBody = z.strictObject({
  name: z.string().min(1),
  username: z.string().min(1),
  password: z.string().min(1),
});

export async function listRegistries(c: RestContext): Promise<Response> {
  return c.json({ registries: c.get('platform').account.registries.list().map(shape) });
}

export async function getRegistry(c: RestContext): Promise<Response> {
  return c.json(shape(registryOf(c)));
}

export async function createRegistry(c: RestContext): Promise<Response> {
  const body = await readBody(c, createBody);
  return c.json(shape(c.get('platform').account.registries.put({ id: newId(), ...body })), 201);
}

export async function removeRegistry(c: RestContext): Promise<Response> {
  const { registries, endpoints, templates } = c.get('platform').account;
  const { id } = registryOf(c);
  const user = endpoints.find(endpoint => endpoint.container.registry === id);
  if (user) throw badRequest(`registry is in use by endpoint ${user.name} (${user.id})`);
  for (const template of templates.list()) {
    if (template.container.registry !== id) continue;
    templates.put({ ...template, container: { ...template.container, registry: null } });
  }
  registries.delete(id);
  return c.body(null, 204);
}

function registryOf(c: RestContext): RegistryRecord {
  const registry = c.get('platform').account.registries.get(c.req.param('id') ?? '');
  if (!registry) throw notFound();
  return registry;
}

function shape({ id, name }: RegistryRecord) {
  return { id, name };
}

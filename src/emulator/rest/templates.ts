// /v2/templates. An edit here does not touch endpoints made from the template; GraphQL's saveTemplate does.
import * as z from 'zod';
import { deleteTemplate, saveTemplate } from '../control/templates';
import { newId } from '../ids';
import type { TemplateRecord } from '../store/records';
import { containerBody, cudaVersions, withContainer } from './containerBody';
import type { RestContext } from './plane';
import { notFound } from './problem';
import { defaultTemplate, templateBody } from './templateShape';
import { readBody } from './validate';

const updateBody = z.strictObject({
  ...containerBody,
  name: z.string().min(1).optional(),
  allowedCudaVersions: cudaVersions.optional(),
  category: z.enum(['CPU', 'NVIDIA', 'AMD']).optional(),
  mounts: z
    .strictObject({ persistent: z.strictObject({ size: z.int().min(10), path: z.string() }).optional() })
    .optional(),
  public: z.boolean().optional(),
  serverless: z.boolean().optional(),
  startJupyter: z.boolean().optional(),
  startSsh: z.boolean().optional(),
});
const createBody = updateBody.extend({ name: z.string().min(1), image: z.string() });

export async function listTemplates(c: RestContext): Promise<Response> {
  return c.json({ templates: c.get('platform').account.templates.list().map(templateBody) });
}

export async function getTemplate(c: RestContext): Promise<Response> {
  return c.json(templateBody(templateOf(c)));
}

export async function createTemplate(c: RestContext): Promise<Response> {
  const body = await readBody(c, createBody);
  const saved = await saveTemplate(c.get('platform'), merged({ ...defaultTemplate, id: newId(10) }, body));
  return c.json(templateBody(saved), 201);
}

export async function updateTemplate(c: RestContext): Promise<Response> {
  const body = await readBody(c, updateBody);
  return c.json(templateBody(await saveTemplate(c.get('platform'), merged(templateOf(c), body))));
}

export async function removeTemplate(c: RestContext): Promise<Response> {
  deleteTemplate(c.get('platform'), templateOf(c));
  return c.body(null, 204);
}

function templateOf(c: RestContext): TemplateRecord {
  const template = c.get('platform').account.templates.get(c.req.param('id') ?? '');
  if (!template) throw notFound();
  return template;
}

function merged(base: TemplateRecord, body: z.infer<typeof updateBody>): TemplateRecord {
  const mount = body.mounts?.persistent;
  return {
    ...base,
    name: body.name ?? base.name,
    container: withContainer(base.container, body),
    volumeInGb: mount?.size ?? base.volumeInGb,
    volumeMountPath: mount?.path ?? base.volumeMountPath,
    isServerless: body.serverless ?? base.isServerless,
    isPublic: body.public ?? base.isPublic,
    category: body.category ?? base.category,
    startSsh: body.startSsh ?? base.startSsh,
    startJupyter: body.startJupyter ?? base.startJupyter,
    allowedCudaVersions: body.allowedCudaVersions ?? base.allowedCudaVersions,
  };
}

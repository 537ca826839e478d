// Templates over GraphQL: the only way to edit one that is bound to an endpoint so that the endpoint rolls out.
// saveTemplate replaces the whole template, so everything is sent, and what was saved is read back and compared.
import * as z from 'zod';
import { AppError, isAppError } from '../base/errors';
import { type GraphTemplate, graphTemplateFields, graphTemplateSchema, myselfSchema } from '../wire/graphql';
import { signedIn } from './account';
import type { TemplatesApi } from './cloud';
import type { Graph } from './graphql';
import { differingFields, notKept } from './readBack';
import { withoutNulls } from './saveEndpoint';
import type { TemplateCuda } from './templateCuda';

type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>;
type TemplateInput = Parameters<TemplatesApi['save']>[0];

const listSchema = z.looseObject({ myself: myselfSchema.partial({ id: true }).nullish() });
const oneSchema = z.looseObject({ podTemplate: graphTemplateSchema.nullish() });
const savedSchema = z.looseObject({ saveTemplate: z.looseObject({ id: z.string() }).nullish() });
const deletedSchema = z.looseObject({});

const listDocument = `{ myself { podTemplates { ${graphTemplateFields} } } }`;
const oneDocument = `query ($id: String!) { podTemplate(id: $id) { ${graphTemplateFields} } }`;
const saveDocument = 'mutation ($input: SaveTemplateInput) { saveTemplate(input: $input) { id } }';
const deleteDocument = 'mutation ($name: String) { deleteTemplate(templateName: $name) }';

/** Reads right after a write may be stale for a moment (runpodctl reads 10 times, 250 ms apart). */
const readBackAttempts = 10;
const readBackWaitMs = 250;

export interface TemplatesOptions {
  readonly graph: Graph;
  readonly cuda: TemplateCuda;
  readonly sleep: Sleep;
}

export function createTemplates({ graph, cuda, sleep }: TemplatesOptions): TemplatesApi {
  async function get(id: string, signal?: AbortSignal): Promise<GraphTemplate> {
    const operation = {
      document: oneDocument,
      variables: { id },
      schema: oneSchema,
      subject: `template ${id}`,
    };
    const { podTemplate } = await graph.query(operation, signal);
    if (podTemplate) return podTemplate;
    throw new AppError('not-found', `There is no template ${id}.`, {
      remedy: 'It may have been deleted, or belong to another account.',
      status: 404,
    });
  }

  async function readBack(id: string, sent: Record<string, unknown>, signal?: AbortSignal) {
    for (let attempt = 1; ; attempt++) {
      const saved = await get(id, signal).catch(error => {
        if (isAppError(error, 'not-found')) return undefined;
        throw error;
      });
      const differing = saved ? differingFields(sent, saved) : ['all of it'];
      if (saved && differing.length === 0) return saved;
      if (attempt >= readBackAttempts) throw notKept(`template ${String(sent.name)}`, differing);
      await sleep(readBackWaitMs, signal);
    }
  }

  return {
    async list(signal) {
      const operation = { document: listDocument, schema: listSchema, subject: 'the list of templates' };
      return signedIn((await graph.query(operation, signal)).myself).podTemplates ?? [];
    },
    get,
    async save(template, signal) {
      const input = wholeInput(template);
      const subject = `template ${template.name}`;
      const operation = { document: saveDocument, variables: { input }, schema: savedSchema, subject };
      const versions = template.id ? await cuda.read(template.id, signal) : [];
      const id = (await graph.mutate(operation, signal)).saveTemplate?.id;
      if (id) {
        // First what is ours to mend: reading back may find somebody else's edit and end here.
        await cuda.keep(id, versions, signal);
        return readBack(id, input, signal);
      }
      throw new AppError('remote', `RunPod answered nothing for ${subject}: look before you save it again.`);
    },
    async delete(name, signal) {
      const operation = { document: deleteDocument, variables: { name }, schema: deletedSchema };
      await graph.mutate({ ...operation, subject: `template ${name}` }, signal);
    },
  };
}

/** The six fields that are always needed, with every other one that is known. */
function wholeInput(template: TemplateInput): Record<string, unknown> {
  return {
    ...withoutNulls(template),
    name: template.name,
    imageName: template.imageName ?? '',
    dockerArgs: template.dockerArgs ?? '',
    containerDiskInGb: template.containerDiskInGb ?? 20,
    volumeInGb: template.volumeInGb ?? 0,
    env: template.env ?? [],
    isServerless: template.isServerless ?? true,
  };
}

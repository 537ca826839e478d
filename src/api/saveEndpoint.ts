// GraphQL's saveEndpoint resets what it is not sent (workersMax 7→3, idleTimeout 42→10, scalerValue 9→4 were
// measured), so an update reads first and sends everything back. Then it reads again and compares.
import * as z from 'zod';
import { AppError } from '../base/errors';
import {
  type GraphEndpoint,
  graphEndpointFields,
  graphEndpointSchema,
  graphTemplateFields,
} from '../wire/graphql';
import { signedIn } from './account';
import type { EndpointInput } from './cloud';
import type { Graph } from './graphql';
import { differingFields, notKept } from './readBack';

const boundSchema = z.looseObject({
  myself: z.looseObject({ endpoint: graphEndpointSchema.nullish() }).nullish(),
});
const allSchema = z.looseObject({
  myself: z.looseObject({ endpoints: z.array(graphEndpointSchema).nullish() }).nullish(),
});
const savedSchema = z.looseObject({ saveEndpoint: graphEndpointSchema.nullish() });

const boundDocument = `query ($id: String!) {
  myself { endpoint(id: $id) { ${graphEndpointFields} template { ${graphTemplateFields} } } }
}`;
const allDocument = '{ myself { endpoints { id name templateId version workersMin workersMax } } }';
const saveDocument = `mutation ($input: EndpointInput!) {
  saveEndpoint(input: $input) { ${graphEndpointFields} }
}`;

/** The endpoint as GraphQL knows it, with its template. */
export async function boundEndpoint(graph: Graph, id: string, signal?: AbortSignal): Promise<GraphEndpoint> {
  const operation = {
    document: boundDocument,
    variables: { id },
    schema: boundSchema,
    subject: `endpoint ${id}`,
  };
  const { endpoint } = signedIn((await graph.query(operation, signal)).myself);
  if (endpoint) return endpoint;
  throw new AppError('not-found', `There is no endpoint ${id}.`, {
    remedy: 'Check the id and the target; it may have been deleted, or belong to another account.',
    status: 404,
  });
}

export async function endpointsUsing(
  graph: Graph,
  templateId: string,
  signal?: AbortSignal,
): Promise<readonly GraphEndpoint[]> {
  const operation = { document: allDocument, schema: allSchema, subject: 'the list of endpoints' };
  const { endpoints } = signedIn((await graph.query(operation, signal)).myself);
  return (endpoints ?? []).filter(endpoint => endpoint.templateId === templateId);
}

export async function saveEndpoint(
  graph: Graph,
  input: EndpointInput,
  signal?: AbortSignal,
): Promise<GraphEndpoint> {
  checkInput(input);
  const before = input.id === undefined ? undefined : await boundEndpoint(graph, input.id, signal);
  const sent = { ...(before ? kept(before) : { type: 'QB' }), ...input };
  const subject = `endpoint ${input.name}`;
  const reply = await graph.mutate(
    { document: saveDocument, variables: { input: sent }, schema: savedSchema, subject },
    signal,
  );
  const id = reply.saveEndpoint?.id;
  if (!id)
    throw new AppError('remote', `RunPod answered nothing for ${subject}: look before you save it again.`);
  const saved = await boundEndpoint(graph, id, signal);
  const differing = differingFields(comparable(sent), comparable(saved));
  if (differing.length > 0) throw notKept(subject, differing);
  return saved;
}

/** The fields of an endpoint that `EndpointInput` does not name, as saveEndpoint takes them. */
function kept(endpoint: GraphEndpoint): Record<string, unknown> {
  const volumes = (endpoint.networkVolumeIds ?? []).map(({ networkVolumeId }) => ({ networkVolumeId }));
  return withoutNone({
    type: endpoint.type,
    instanceIds: endpoint.instanceIds,
    allowedCudaVersions: endpoint.allowedCudaVersions,
    minCudaVersion: endpoint.minCudaVersion,
    modelReferences: endpoint.modelReferences,
    compliance: endpoint.compliance,
    networkVolumeIds: volumes.length > 1 ? volumes : undefined,
  });
}

/** An empty list or text says no more than leaving it out, and some fields refuse to be there for nothing. */
function withoutNone(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const isNone = (value: unknown) => value === '' || (Array.isArray(value) && value.length === 0);
  return withoutNulls(Object.fromEntries(Object.entries(fields).filter(([, value]) => !isNone(value))));
}

export function withoutNulls(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && value !== undefined),
  );
}

/** Older back ends append `-fb` to the names of FlashBoot endpoints; volumes are read with their data centre. */
function comparable(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { name, networkVolumeIds, template, ...rest } = fields;
  return { ...rest, name: String(name).replace(/-fb$/, '') };
}

function checkInput(input: EndpointInput): void {
  if (input.name.trim().length < 3) {
    throw new AppError('usage', 'The name of an endpoint needs at least 3 characters.');
  }
  if (input.workersMin < 0 || input.workersMax < input.workersMin) {
    throw new AppError('usage', `Workers from ${input.workersMin} to ${input.workersMax} is not a range.`, {
      remedy: 'The maximum must be at least the minimum, and neither negative.',
    });
  }
}

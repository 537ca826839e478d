// Our shapes against RunPod's published ones, checked by the compiler and nothing else: what is published can be read,
// what we read is published, what we send is taken. A mistake here is an error of `npm run typecheck`.
import type * as z from 'zod';
import type { EndpointChange, NewEndpoint } from '../../src/api/endpointChange';
import type { gpuTypeListSchema, gpuTypeSchema } from '../../src/wire/catalog';
import type {
  endpointListSchema,
  endpointSchema,
  releaseListSchema,
  releaseSchema,
  workerListSchema,
  workerSchema,
} from '../../src/wire/endpoint';
import type { problemSchema } from '../../src/wire/problem';
import type { components } from '../../src/wire/rest.generated';
import type { templateListSchema, templateSchema } from '../../src/wire/template';

type Published = components['schemas'];

/** Words of an enum are plain text to us, so that a new one does not break us; what is optional may be undefined. */
type Widened<T> = T extends string
  ? string
  : T extends number | boolean | null | undefined
    ? T
    : T extends readonly (infer Item)[]
      ? readonly Widened<Item>[]
      : T extends object
        ? { readonly [Name in keyof T]: Widened<T[Name]> | (undefined extends T[Name] ? undefined : never) }
        : T;

/** Compiles only when `Given` can stand where `Wanted` is asked for. */
type Fits<Given extends Wanted, Wanted> = [Given, Wanted];

/** A member we name is one that is published (a typing mistake would be optional for ever). */
type Names<Schema extends z.ZodObject> = keyof Schema['shape'];

/** The specification requires `pools`, in a way that openapi-typescript does not see (`required` beside `allOf`). */
type Endpoint = Published['Endpoint'] & { readonly gpu?: { readonly pools: string[] } | null };
interface Endpoints {
  readonly endpoints: readonly Endpoint[];
}

/** Pages of lists come with the newer edition only. */
type Newer = 'pagination';

export type PublishedCanBeRead = [
  Fits<Widened<Endpoints>, Widened<z.input<typeof endpointListSchema>>>,
  Fits<Widened<Endpoint>, Widened<z.input<typeof endpointSchema>>>,
  Fits<Widened<Published['ListEndpointWorkersResponse']>, Widened<z.input<typeof workerListSchema>>>,
  Fits<Widened<Published['ListEndpointReleasesResponse']>, Widened<z.input<typeof releaseListSchema>>>,
  Fits<Widened<Published['ListTemplatesResponse']>, Widened<z.input<typeof templateListSchema>>>,
  Fits<Widened<Published['ListGpuTypesResponse']>, Widened<z.input<typeof gpuTypeListSchema>>>,
  Fits<Widened<Published['ErrorResponse']>, Widened<z.input<typeof problemSchema>>>,
];

export type WhatWeNameIsPublished = [
  Fits<Exclude<Names<typeof endpointListSchema>, Newer>, keyof Published['ListEndpointsResponse']>,
  Fits<Names<typeof endpointSchema>, keyof Published['Endpoint']>,
  Fits<Names<typeof workerListSchema>, keyof Published['ListEndpointWorkersResponse']>,
  Fits<Names<typeof workerSchema>, keyof Published['Worker']>,
  Fits<Names<typeof releaseListSchema>, keyof Published['ListEndpointReleasesResponse']>,
  Fits<Names<typeof releaseSchema>, keyof Published['Release']>,
  Fits<Names<typeof templateSchema>, keyof Published['Template']>,
  Fits<Names<typeof gpuTypeSchema>, keyof Published['GpuType']>,
  Fits<Names<typeof problemSchema>, keyof Published['ErrorResponse']>,
];

export type WhatWeSendIsTaken = [
  Fits<Widened<NewEndpoint & { type: 'QUEUE' }>, Widened<Published['CreateEndpointRequest']>>,
  Fits<Widened<EndpointChange>, Widened<Published['UpdateEndpointRequest']>>,
];

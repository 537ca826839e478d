// The shapes of manifests and image configurations, Docker's and OCI's alike.
import * as z from 'zod';

/** Without these in Accept, older registries answer schema 1, which knows no sizes. */
export const manifestTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

const descriptorSchema = z.looseObject({ digest: z.string(), size: z.number() });

export const indexSchema = z.looseObject({
  manifests: z.array(
    descriptorSchema.extend({
      platform: z
        .looseObject({ os: z.string(), architecture: z.string(), variant: z.string().optional() })
        .optional(),
      annotations: z.record(z.string(), z.string()).optional(),
    }),
  ),
});
export type ImageIndex = z.infer<typeof indexSchema>;

export const manifestSchema = z.looseObject({ config: descriptorSchema, layers: z.array(descriptorSchema) });

export const imageConfigSchema = z.looseObject({
  os: z.string().optional(),
  architecture: z.string().optional(),
  config: z
    .looseObject({
      Env: z.array(z.string()).nullish(),
      Cmd: z.array(z.string()).nullish(),
      Entrypoint: z.array(z.string()).nullish(),
      WorkingDir: z.string().nullish(),
    })
    .nullish(),
  history: z
    .array(z.looseObject({ created_by: z.string().optional(), empty_layer: z.boolean().optional() }))
    .nullish(),
});
export type ImageConfig = z.infer<typeof imageConfigSchema>;

/** Attestations sit in the index like images of a platform "unknown/unknown". */
export function realPlatforms(index: ImageIndex): ImageIndex['manifests'] {
  return index.manifests.filter(
    ({ platform, annotations }) =>
      platform?.os !== 'unknown' && annotations?.['vnd.docker.reference.type'] === undefined,
  );
}

// RP405: a base image whose tag moves: the same Dockerfile makes another worker tomorrow, and nobody changed a line.
import { defineRule } from '../rule';

const moving = /^(latest|main|master|dev|develop|nightly|edge|stable|.*-(latest|nightly))$/i;

export const mutableTag = defineRule({
  code: 'RP405',
  name: 'mutable-tag',
  severity: 'info',
  title: 'The base image has no fixed version',
  fixable: false,
  check({ worker }, report) {
    for (const { dockerfile } of worker.images) {
      for (const { imageSpan, resolvedImage: image, parent } of dockerfile.stages) {
        const what = parent || image === undefined ? undefined : whyMoving(image);
        if (what === undefined) continue;
        report({
          path: dockerfile.path,
          range: dockerfile.source.rangeOf(imageSpan),
          message: `${what}: the next build may make another worker. Name a version.`,
          image: dockerfile.source.slice(imageSpan) === image ? image : undefined,
        });
      }
    }
  },
});

/** Undefined for an image that is always the same. */
function whyMoving(image: string): string | undefined {
  if (image === 'scratch' || image.includes('@')) return undefined;
  const tag = /:([^/:]+)$/.exec(image)?.[1];
  if (tag === undefined) return `${image} has no tag, which means latest`;
  return moving.test(tag) ? `The tag ${tag} moves` : undefined;
}

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
      for (const stage of dockerfile.stages) {
        const image = stage.resolvedImage;
        if (stage.parent || image === undefined || image === 'scratch' || image.includes('@')) continue;
        const tag = /:([^/:]+)$/.exec(image)?.[1];
        if (tag !== undefined && !moving.test(tag)) continue;
        const what = tag === undefined ? `${image} has no tag, which means latest` : `The tag ${tag} moves`;
        report({
          path: dockerfile.path,
          range: dockerfile.source.rangeOf(stage.imageSpan),
          message: `${what}: the next build may make another worker. Name a version.`,
          image: dockerfile.source.slice(stage.imageSpan) === image ? image : undefined,
        });
      }
    }
  },
});

// The line of the Dockerfile behind a layer, from what the builders note in an image's history.
import { squeeze } from '../instructionText';

/** `RUN |1 A=b /bin/sh -c pip install x # buildkit` and `/bin/sh -c #(nop) COPY …` become what was written, nearly. */
export function instructionOf(createdBy: string | undefined): string {
  const text = (createdBy ?? '').replace(/\s+# buildkit$/, '').trim();
  const nop = /^\/bin\/sh -c #\(nop\)\s+(.*)$/s.exec(text)?.[1];
  if (nop !== undefined) return squeeze(nop).replace(/^(COPY|ADD) (?:file|dir|multi):\S+ in /, '$1 … ');
  const run = /^(?:RUN )?(?:\|\d+ .*? )?\/bin\/(?:ba)?sh -c (.*)$/s.exec(text)?.[1];
  if (run !== undefined) return `RUN ${squeeze(run)}`;
  return squeeze(text) || 'the base image';
}

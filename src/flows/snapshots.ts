// States that are about to be overwritten are kept first, in a form that the way back can read: what was there, what
// was written, and for whom. The port is kept by files of the state folder.
import * as z from 'zod';
import { type Clock, isoTime } from '../base/clock';
import { graphTemplateSchema } from '../wire/graphql';

/** Where states that are about to be overwritten are kept; returns where it is, for the person. */
export interface Snapshots {
  keep(name: string, content: unknown): Promise<string>;
}

export interface StoredSnapshot {
  readonly name: string;
  /** Where it is, for the person. */
  readonly path: string;
  readonly content: unknown;
}

/** A shelf that can also be looked through. */
export interface SnapshotShelf extends Snapshots {
  /** Those whose names begin so, newest first: names end with the time they were kept. */
  list(prefix: string): Promise<readonly StoredSnapshot[]>;
}

/** A name that sorts by time: `<what>-2026-01-01T00-00-00-000Z`. */
export function snapshotName(what: string, clock: Clock): string {
  return `${what}-${isoTime(clock.now()).replace(/[:.]/g, '-')}`;
}

export const templateSnapshotSchema = z.looseObject({
  kind: z.literal('template'),
  /** RFC 3339. */
  keptAt: z.string(),
  /** Holds values of variables in clear: never show. */
  before: graphTemplateSchema,
  after: graphTemplateSchema,
  endpoints: z.array(z.looseObject({ id: z.string(), name: z.string() })),
});
export type TemplateSnapshot = z.infer<typeof templateSnapshotSchema>;

export interface FoundSnapshot<T> {
  readonly name: string;
  readonly path: string;
  readonly content: T;
}

/** The snapshots of one kind that can be read, newest first. */
export async function snapshotsOf<T>(
  shelf: SnapshotShelf,
  { prefix, schema }: { readonly prefix: string; readonly schema: z.ZodType<T> },
): Promise<readonly FoundSnapshot<T>[]> {
  return (await shelf.list(prefix)).flatMap(({ name, path, content }) => {
    const parsed = schema.safeParse(content);
    return parsed.success ? [{ name, path, content: parsed.data }] : [];
  });
}

/** The updates of a template that were made from here, newest first. */
export function templateHistory(
  shelf: SnapshotShelf,
  templateId: string,
): Promise<readonly FoundSnapshot<TemplateSnapshot>[]> {
  return snapshotsOf(shelf, { prefix: `template-${templateId}-`, schema: templateSnapshotSchema });
}

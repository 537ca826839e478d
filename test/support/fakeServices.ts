// The services that commands are given, with a person who answers from a script: everything else is real or counted.
import type { Services } from '../../src/editor/services';
import type { Target } from '../../src/flows/target';
import { type Answer, person } from './person';

export interface FakeServices {
  readonly services: Services;
  readonly told: readonly string[];
  readonly seen: readonly string[];
  /** Titles of the long work that was done. */
  readonly worked: string[];
  /** Both sides of every diff that was shown. */
  readonly diffs: string[];
  /** Endpoints that the tree was told to look at. */
  readonly touched: string[];
}

export interface FakeServicesOptions {
  readonly target: Target;
  readonly stateFolder: string;
  readonly script: Answer[];
}

export function fakeServices({ target, stateFolder, script }: FakeServicesOptions): FakeServices {
  const one = person(...script);
  const worked: string[] = [];
  const diffs: string[] = [];
  const touched: string[] = [];
  const show = (file: { readonly before: string; readonly after: string }) => {
    diffs.push(`${file.before}\n→\n${file.after}`);
  };
  const services = {
    prompts: one.prompts,
    targets: { resolve: async () => target, accounts: { names: () => [] } },
    longWork: async (title: string, work: (progress: unknown, signal: AbortSignal) => Promise<unknown>) => {
      worked.push(title);
      return work({ report: () => undefined }, new AbortController().signal);
    },
    diffs: {
      review: async ({ files }: { files: readonly { before: string; after: string }[] }) =>
        files.forEach(show),
      show: async (file: { before: string; after: string }) => show(file),
    },
    endpoints: {
      touch: (subject?: { endpointId: string }) => touched.push(subject?.endpointId ?? 'all'),
      forget: () => undefined,
    },
    log: { info: () => undefined, debug: () => undefined, error: () => undefined },
    report: (error: unknown) => {
      throw error;
    },
    home: { stateFolder: async () => stateFolder },
    panels: { showLogs: () => undefined },
  } as unknown as Services;
  return { services, told: one.told, seen: one.seen, worked, diffs, touched };
}

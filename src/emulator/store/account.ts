// The account: templates, endpoints, releases and registries, kept in one JSON file of the state folder.
// The file is replaced whole, atomically, on every change, so that a crash leaves the old one or the new one.
// It holds env values and registry passwords: mode 0600.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Logger } from '../../base/log';
import {
  endpointRecordSchema,
  registryRecordSchema,
  releaseRecordSchema,
  templateRecordSchema,
} from './records';
import { Table } from './table';

const fileSchema = z.object({
  templates: z.array(templateRecordSchema),
  endpoints: z.array(endpointRecordSchema),
  releases: z.array(releaseRecordSchema),
  registries: z.array(registryRecordSchema),
});
type AccountFile = z.infer<typeof fileSchema>;

export class Account {
  readonly templates;
  readonly endpoints;
  readonly releases;
  readonly registries;

  constructor(file: AccountFile = { templates: [], endpoints: [], releases: [], registries: [] }) {
    this.templates = new Table(file.templates);
    this.endpoints = new Table(file.endpoints);
    this.releases = new Table(file.releases);
    this.registries = new Table(file.registries);
  }

  /** The newest release of an endpoint. */
  currentRelease(endpointId: string) {
    const version = this.endpoints.get(endpointId)?.version;
    return this.releases.find(release => release.endpointId === endpointId && release.version === version);
  }

  toFile(): AccountFile {
    return {
      templates: [...this.templates.list()],
      endpoints: [...this.endpoints.list()],
      releases: [...this.releases.list()],
      registries: [...this.registries.list()],
    };
  }
}

/** Opens the account of a state folder; from then on every change is written. A file that cannot be read is set aside. */
export function openAccount(stateFolder: string, log: Logger): Account {
  mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
  const path = join(stateFolder, 'account.json');
  const account = new Account(readAccount(path, log));
  const save = () => writeAtomically(path, JSON.stringify(account.toFile(), null, 1));
  for (const table of [account.templates, account.endpoints, account.releases, account.registries]) {
    table.changed(save);
  }
  return account;
}

/** Replaces a file by renaming a complete one over it; mode 0600. */
export function writeAtomically(path: string, text: string): void {
  const draft = `${path}.${process.pid}.tmp`;
  writeFileSync(draft, text, { mode: 0o600 });
  renameSync(draft, path);
}

function readAccount(path: string, log: Logger): AccountFile | undefined {
  const text = readIfThere(path);
  if (text === undefined) return undefined;
  try {
    return fileSchema.parse(JSON.parse(text));
  } catch {
    renameSync(path, `${path}.unreadable`);
    log.warn(`The saved endpoints could not be read. They were set aside as ${path}.unreadable.`);
    return undefined;
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

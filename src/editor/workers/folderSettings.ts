// What the settings of a workspace folder say to the rules. Values nobody could mean are left out.
import { isRecord } from '../../base/json';
import type { SeveritySetting } from '../../rules/run';
import type { Settings } from '../adapters/settings';
import type { FolderSettings } from './workers';

const severities: readonly string[] = ['error', 'warning', 'info', 'hint', 'off'];

export function folderSettings(settings: Settings): (root: string) => FolderSettings {
  return root => {
    const strategy = settings.get('runpod.loadingStrategy', root);
    return {
      severities: severitiesOf(settings.get('runpod.rules', root)),
      strategy: strategy === 'keep' ? undefined : strategy,
    };
  };
}

function severitiesOf(value: unknown): Record<string, SeveritySetting> {
  const entries = isRecord(value) ? Object.entries(value) : [];
  return Object.fromEntries(
    entries.filter((entry): entry is [string, SeveritySetting] => severities.includes(String(entry[1]))),
  );
}

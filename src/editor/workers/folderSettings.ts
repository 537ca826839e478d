// What VS Code's settings of a workspace folder say to the check. What the values mean is the resolver's to decide.
import type { CheckSettings } from '../../rules/config/layer';
import type { Settings } from '../adapters/settings';

export function folderSettings(settings: Settings): (root: string) => CheckSettings {
  return root => ({
    folder: root,
    rules: settings.get('runpod.rules', root),
    ignore: settings.get('runpod.ignore', root),
    loadingStrategy: settings.get('runpod.loadingStrategy', root),
  });
}

// Writes the user settings of a VS Code profile before it is started.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** `dataFolder` is a user data folder, or `data/` of a server's. */
export async function writeUserSettings(
  dataFolder: string,
  settings: Readonly<Record<string, unknown>>,
): Promise<void> {
  const user = join(dataFolder, 'User');
  await mkdir(user, { recursive: true });
  await writeFile(join(user, 'settings.json'), JSON.stringify(settings, null, 2));
}

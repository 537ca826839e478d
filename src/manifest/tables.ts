// The tables of the README, rendered from the declarations. `test/house/manifest.test.ts` keeps them true.
import type { CommandSpec } from './commandSpec';
import { commands } from './commands';
import { type SettingSpec, settings } from './settings';

/** What stands in the palette, by title. */
export function commandTable(): string {
  const rows = Object.values<CommandSpec>(commands)
    .filter(spec => spec.palette !== 'never')
    .map(spec => [`RunPod: ${spec.title}`, spec.about]);
  return table(['command', 'what it does'], rows);
}

export function settingTable(): string {
  const rows = Object.entries<SettingSpec>(settings).map(([name, spec]) => [
    `\`${name}\``,
    `\`${JSON.stringify(spec.default)}\``,
    [spec.about, ...Object.entries(spec.values ?? {}).map(([word, means]) => `\`${word}\`: ${means}`)].join(
      ' ',
    ),
  ]);
  return table(['setting', 'default', 'what it does'], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

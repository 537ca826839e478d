// The stair rule: a file imports from its own room, from a lower floor, or from a neighbour the table names.
// This table is the authority; src/README.md shows it to people.
import { describe, expect, it } from 'vitest';
import { importsOf, sourceFiles } from '../support/tree';

const rooms: Record<string, { floor: number; neighbours?: string[] }> = {
  base: { floor: 0 },
  wire: { floor: 1 },
  python: { floor: 1 },
  project: { floor: 2 },
  api: { floor: 2 },
  image: { floor: 2 },
  emulator: { floor: 2 },
  logs: { floor: 2 },
  protocol: { floor: 2 },
  loading: { floor: 3 },
  rules: { floor: 3, neighbours: ['loading'] },
  doctor: { floor: 3 },
  state: { floor: 3 },
  flows: { floor: 4 },
  manifest: { floor: 4 },
  editor: { floor: 5 },
};

/** What a room of floor 2 or 3 may see below it; floors 4 and up see any lower room. */
const sees: Record<string, string[]> = {
  base: [],
  wire: ['base'],
  python: ['base'],
  project: ['base', 'python'],
  api: ['base', 'wire'],
  image: ['base'],
  emulator: ['base', 'wire'],
  logs: ['base', 'wire'],
  protocol: ['base', 'wire'],
  loading: ['base', 'python', 'project'],
  rules: ['base', 'python', 'project', 'loading'],
  doctor: ['base', 'wire', 'logs'],
  state: ['base', 'wire', 'api', 'logs'],
  manifest: ['base', 'rules'],
};

const doors = new Set(['src/extension.ts', 'src/cli.ts', 'src/emulatorMain.ts']);
const roomOf = (path: string) => /^src\/([^/]+)\//.exec(path)?.[1];

function allowed(from: string, to: string): boolean {
  if (from === to) return true;
  const listed = sees[from];
  if (listed) return listed.includes(to);
  return (rooms[to]?.floor ?? 99) < (rooms[from]?.floor ?? 0);
}

describe('layers', () => {
  const files = sourceFiles();

  it('has only the rooms of the floor plan', () => {
    const found = new Set(files.map(file => roomOf(file.path)).filter(room => room !== undefined));
    expect([...found].filter(room => !(room in rooms))).toEqual([]);
    const loose = files.filter(file => roomOf(file.path) === undefined && !doors.has(file.path));
    expect(loose.map(file => file.path)).toEqual([]);
  });

  it('imports only downstairs', () => {
    const wrong = files.flatMap(file => {
      const from = roomOf(file.path);
      if (from === undefined) return [];
      return importsOf(file)
        .filter(target => target.startsWith('src/') || target.startsWith('..'))
        .filter(target => !target.startsWith('src/') || !allowed(from, roomOf(target) ?? 'door'))
        .map(target => `${file.path} imports ${target}`);
    });
    expect(wrong).toEqual([]);
  });

  it('keeps panels apart from the host: webview sees protocol, base and wire only', async () => {
    const { filesUnder } = await import('../support/tree');
    const wrong = filesUnder('webview', /\.ts$/).flatMap(file =>
      importsOf(file)
        .filter(target => target.startsWith('src/') && !/^src\/(protocol|base|wire)\//.test(target))
        .map(target => `${file.path} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });
});

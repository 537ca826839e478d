// What to run in a worker folder without an engine: the template's arguments, else the Dockerfile's CMD if it is a plain
// `python -u x.py`, else handler.py. `python` in any spelling means the environment's own.
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DockerfileParser } from 'dockerfile-ast';
import { AppError } from '../../../base/errors';
import { parseArgs, splitCommand } from '../command';

const pythonName = /^(?:.*\/)?python(?:3(?:\.\d+)?)?$/;
const usualHandlers = ['handler.py', 'rp_handler.py', 'src/handler.py', 'src/rp_handler.py', 'main.py'];

/** Program and arguments, `python` replaced. Throws `usage` when the folder has nothing to run. */
export async function entryCommand(folder: string, args: string, python: string): Promise<readonly string[]> {
  const { entrypoint = [], cmd = [] } = parseArgs(args);
  const asked = [...entrypoint, ...cmd];
  const command =
    asked.length > 0 ? asked : ((await fromDockerfile(folder)) ?? (await fromUsualPlaces(folder)));
  const [program = '', ...rest] = command;
  return [pythonName.test(program) ? python : program, ...rest];
}

async function fromDockerfile(folder: string): Promise<readonly string[] | undefined> {
  const names = (await readdir(folder)).filter(name => /^Dockerfile(\.|$)|\.Dockerfile$/.test(name)).sort();
  for (const name of names) {
    const command = lastCommand(await readFile(join(folder, name), 'utf8'));
    const script = command && plainScript(command);
    if (script && (await isFile(join(folder, script)))) return ['python', '-u', script];
  }
  return undefined;
}

/** The CMD (or, without one, the ENTRYPOINT) that the last stage ends with. */
function lastCommand(text: string): readonly string[] | undefined {
  const dockerfile = DockerfileParser.parse(text);
  const last = dockerfile.getCMDs().at(-1) ?? dockerfile.getENTRYPOINTs().at(-1);
  const content = last?.getArgumentsContent();
  if (!content) return undefined;
  try {
    const words: unknown = JSON.parse(content);
    return Array.isArray(words) ? words.map(String) : undefined;
  } catch {
    return splitCommand(content);
  }
}

/** `handler.py` of `python3 -u /app/handler.py`: images put the folder's files somewhere else. */
function plainScript([program = '', ...args]: readonly string[]): string | undefined {
  if (!pythonName.test(program)) return undefined;
  const [script, ...more] = args.filter(arg => arg !== '-u');
  if (!script?.endsWith('.py') || more.length > 0) return undefined;
  return script.startsWith('/') ? (script.split('/').at(-1) ?? script) : script;
}

async function fromUsualPlaces(folder: string): Promise<readonly string[]> {
  for (const place of usualHandlers) {
    if (await isFile(join(folder, place))) return ['python', '-u', place];
  }
  throw new AppError(
    'usage',
    'The worker folder has no handler.py and no Dockerfile that starts a Python file.',
    {
      remedy: 'Name the command in the template, such as: python -u my_handler.py',
    },
  );
}

function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    info => info.isFile(),
    () => false,
  );
}

// Who else uses the names of a file whose load leaves its import: they must not need the model while they are imported
// themselves, nor keep a copy of a name that is None by then.
import type { Program, ProgramFile } from '../../project/program';
import { isMainGuard } from '../../python/statements';
import { Refused } from './refuse';
import { functionsTouching, mentions, runsWith } from './uses';

/** Throws Refused. `names` are what the load fills. */
export function checkImporters(program: Program, home: ProgramFile, names: ReadonlySet<string>): void {
  const touching = new Set([...names, ...functionsTouching(home.module, names)]);
  const script = home.module.root.parts.find(
    part => isMainGuard(part) && mentions(home.module, part, touching),
  );
  if (script) {
    throw new Refused(
      home.path,
      script,
      'this file is also run as a script, which needs the model at once.',
      'Let the script call the loader itself.',
    );
  }
  for (const file of program.files.values())
    if (file !== home) checkImporter({ program, home, touching }, file);
}

interface Moving {
  readonly program: Program;
  readonly home: ProgramFile;
  /** The names and the functions that use them. */
  readonly touching: ReadonlySet<string>;
}

function checkImporter({ program, home, touching }: Moving, file: ProgramFile): void {
  const { module } = file;
  const imports = module.imports.filter(found => program.resolve(file, found) === home);
  const star = imports.find(({ member }) => member === '*');
  if (star) {
    throw new Refused(
      file.path,
      star.statement,
      'this import takes every name while the file is loaded, before there is a model.',
      'Import the module and read its names when they are needed.',
    );
  }
  const bound = imports
    .filter(
      ({ member }) => member === undefined || touching.has(member) || home.path.endsWith(`/${member}.py`),
    )
    .flatMap(found => found.bound ?? []);
  const wide = new Set([...bound, ...functionsTouching(module, new Set(bound))]);
  const early = module.root.parts.find(
    part => !part.is('import_statement', 'import_from_statement') && runsWith(module, part, wide),
  );
  if (!early || (file === program.entry && early.text.includes('serverless.start('))) return;
  throw new Refused(
    file.path,
    early,
    'this runs while the file is imported and needs the model.',
    'Do it in a function that the handler calls.',
  );
}

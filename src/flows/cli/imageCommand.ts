// `image report`: what an image is made of, from the engine, or from its registry where no engine answers.
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { duration, formatBytes } from '../../base/words';
import { type EngineSearch, toldProbes } from '../../image/engine';
import type { ImageReport, ReportedLayer } from '../../image/report/report';
import { buildImage } from '../buildImage';
import { workerName } from '../createWorker';
import { imageReport } from '../imageReport';
import { type AddCommand, pathOf, wholeNumber } from './command';
import { type EngineAccess, findCliEngine, requireEngine } from './engine';
import { type CliIo, type ExitCode, printJson, printLine, remark } from './io';
import { cliProgress } from './progress';

interface ReportOptions {
  readonly repository?: string;
  readonly bandwidth?: number;
  readonly initTimeout?: number;
  readonly json?: true;
}

const shownWaste = 5;

export const addImageCommand: AddCommand = (program, io, runner) => {
  program
    .command('image')
    .description('Look into images')
    .command('report')
    .description('Layers by size with the line that made them, wasted bytes, and what a worker downloads')
    .argument('<image>', 'a reference, or a worker folder (its image is built first if it must be)')
    .option('--repository <name>', "of the folder's image (the name of the folder by default)")
    .option('--bandwidth <MB/s>', 'how fast a worker is assumed to pull', wholeNumber('--bandwidth', 1))
    .option('--init-timeout <seconds>', 'what a worker is given to start', wholeNumber('--init-timeout', 1))
    .option('--json', 'print one JSON document')
    .action(runner((image: string, options: ReportOptions) => report(io, image, options)));
};

async function report(io: CliIo, typed: string, options: ReportOptions): Promise<ExitCode> {
  const access = await findCliEngine(io);
  const folder = (await isFolder(pathOf(io, typed))) ? pathOf(io, typed) : undefined;
  const reference =
    folder === undefined ? typed : await buildOf(io, access, { folder, repository: options.repository });
  const found = await imageReport(
    reference,
    {
      engine: access.search.found ? access.search.engine : undefined,
      findAuth: access.findAuth,
      progress: cliProgress(io),
      folder: folder ?? io.cwd,
      pullBytesPerSecond: options.bandwidth && options.bandwidth * 1e6,
      initTimeoutSeconds: options.initTimeout,
    },
    io.signal,
  );
  if (options.json) printJson(io, found);
  else tell(io, found, access.search);
  return 0;
}

async function buildOf(
  io: CliIo,
  { search, run, findAuth }: EngineAccess,
  { folder, repository }: { readonly folder: string; readonly repository: string | undefined },
): Promise<string> {
  const deps = { engine: requireEngine(search), run, findAuth, clock: io.clock, progress: cliProgress(io) };
  const request = { folder, repository: repository ?? workerName(basename(folder)) };
  return (await buildImage(request, deps, io.signal)).reference;
}

function tell(io: CliIo, found: ImageReport, search: EngineSearch): void {
  const { reference, sizeBytes, compressedBytes, wastedBytes, waste, pull } = found;
  if (sizeBytes === undefined) remark(io, unread(search));
  printLine(io, reference);
  printLine(
    io,
    `  to download  ${compressedBytes === undefined ? 'not in a registry' : formatBytes(compressedBytes)}`,
  );
  if (sizeBytes !== undefined) {
    printLine(io, `  unpacked     ${formatBytes(sizeBytes)}`);
    printLine(io, `  in vain      ${formatBytes(wastedBytes)}`);
  }
  if (pull) {
    const time = `about ${duration(pull.seconds * 1000)} of ${duration(pull.initTimeoutSeconds * 1000)} (RUNPOD_INIT_TIMEOUT)`;
    printLine(io, `  to pull      ${time}, assuming ${formatBytes(pull.bytesPerSecond)} a second`);
  }
  printLine(io);
  for (const layer of [...found.layers].sort((a, b) => sizeOf(b) - sizeOf(a)))
    printLine(io, layerLine(layer));
  if (waste.length > 0) printLine(io, '\nIn vain:');
  for (const { bytes, path, why } of waste.slice(0, shownWaste))
    printLine(io, `${formatBytes(bytes).padStart(11)}  ${path} (${why})`);
}

function unread(search: EngineSearch): string {
  if (search.found) return 'The engine does not have this image: what is known comes from its registry.';
  const probed = toldProbes(search.probes).map(line => `  ${line}`);
  return ['No container engine answers; layers and download come from the registry.', ...probed].join('\n');
}

function layerLine(layer: ReportedLayer): string {
  const { place, instruction } = layer;
  const where = place ? `${place.path}:${place.line + 1}` : '';
  const words = instruction.length > 80 ? `${instruction.slice(0, 79)}…` : instruction;
  return `${formatBytes(sizeOf(layer)).padStart(11)}  ${where.padEnd(18)}  ${words}`;
}

function sizeOf({ sizeBytes, compressedBytes }: ReportedLayer): number {
  return sizeBytes ?? compressedBytes ?? 0;
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    info => info.isDirectory(),
    () => false,
  );
}

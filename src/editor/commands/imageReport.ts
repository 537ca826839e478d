// What an image is made of: of the folder's image, built first where that is not done, or of one that is named.
// Without an engine, an image in a registry can still be looked at.
import { imageReport as reportOn } from '../../flows/imageReport';
import { type EngineSearch, toldProbes } from '../../image/engine';
import type { PanelReport } from '../../protocol/imageReport';
import { buildFolder } from '../build/buildFolder';
import { type EngineAccess, findLocalEngine } from '../build/engine';
import type { Services } from '../services';
import { optionsOf } from '../subject';
import { chooseFolder, requireTrust } from './chooseFolder';
import type { Command } from './command';

const bytesPerMegabyte = 1_000_000;

export const imageReport: Command = async (services, given): Promise<PanelReport> => {
  requireTrust();
  const { settings, longWork, panels } = services;
  const folder = await chooseFolder(services, given, 'Image Report');
  const access = await findLocalEngine(settings, process.env);
  const { image } = optionsOf(given);
  const reference = typeof image === 'string' ? image : await imageOf(services, folder, access);
  const { search, findAuth } = access;
  const report = await longWork(`Looking into ${reference}`, (progress, signal) =>
    reportOn(
      reference,
      {
        engine: search.found ? search.engine : undefined,
        findAuth,
        progress,
        folder,
        pullBytesPerSecond: settings.get('runpod.deploy.pullMegabytesPerSecond', folder) * bytesPerMegabyte,
      },
      signal,
    ),
  );
  panels.showImage({
    folder,
    report,
    unread: report.sizeBytes === undefined ? unreadWords(search) : undefined,
  });
  return report;
};

/** The image of the folder as it is now; without an engine, the one that was deployed last, or the one that is named. */
async function imageOf(services: Services, folder: string, access: EngineAccess): Promise<string> {
  if (access.search.found) return (await buildFolder(services, folder, access)).reference;
  const { journalFiles } = await import('../../flows/adapters/journalFiles');
  const records = await journalFiles(await services.home.stateFolder()).list();
  const last = records.find(
    ({ settings, facts }) => settings.folder === folder && facts.image?.includes('/'),
  );
  return services.prompts.text({
    title: 'Image Report',
    prompt: 'No container engine answers: which image in a registry?',
    placeholder: 'ghcr.io/you/worker:tag',
    ...(last?.facts.image?.startsWith('folder:') === false && { value: last.facts.image }),
    problem: text => (text.trim().includes('/') ? undefined : 'Such as ghcr.io/you/worker:tag.'),
  });
}

function unreadWords(search: EngineSearch): string {
  if (search.found) return 'The engine does not have this image: what is known comes from its registry.';
  const probed = toldProbes(search.probes).join('\n');
  return `No container engine answers on this machine, so files and waste are unknown; layers and download come from the registry.\n${probed}`;
}

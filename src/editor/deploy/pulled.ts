// What deployments from this machine found out about the images of the workspace's workers, for the problems that are
// about size. Read from the journal at the start and after each deployment, never while somebody types.
import type { PulledImage } from '../../rules/pulledImage';
import type { Settings } from '../adapters/settings';

const bytesPerMegabyte = 1_000_000;

export class Pulled {
  private known: ReadonlyMap<string, PulledImage> = new Map();

  constructor(
    private readonly stateFolder: () => Promise<string>,
    private readonly settings: Settings,
  ) {}

  readonly of = (folder: string): PulledImage | undefined => this.known.get(folder);

  async refresh(): Promise<void> {
    const { journalFiles } = await import('../../flows/adapters/journalFiles');
    const { pulledImages } = await import('../../flows/pulledImages');
    const records = await journalFiles(await this.stateFolder()).list();
    const speed = this.settings.get('runpod.deploy.pullMegabytesPerSecond') * bytesPerMegabyte;
    this.known = pulledImages(records, speed);
  }
}

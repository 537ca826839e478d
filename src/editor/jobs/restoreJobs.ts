// Brings back the jobs of earlier sessions and of the command line, once for each target that turns up.
import type { Disposable } from '../../base/disposable';
import type { Target } from '../../flows/target';
import type { Services } from '../services';

type Needs = Pick<Services, 'targets' | 'jobs' | 'home' | 'settings' | 'report'>;

export function restoreJobs({ targets, jobs, home, settings, report }: Needs): Disposable {
  const done = new Set<string>();
  const restore = async (target: Target) => {
    const { jobFiles } = await import('../../flows/adapters/jobFiles');
    const shelf = jobFiles({ stateFolder: await home.stateFolder(), target: target.name });
    jobs.restore(target, await shelf.load(), settings.get('runpod.job.timeoutSeconds') * 1000);
  };
  const look = () => {
    for (const target of targets.all.filter(({ name }) => !done.has(name))) {
      done.add(target.name);
      restore(target).catch(error => report(error, 'Jobs of earlier sessions'));
    }
  };
  look();
  return targets.onChange(look);
}

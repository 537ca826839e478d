// A console that VS Code brings back after a reload finds its endpoint and its job again, or says why it cannot.
import { explain } from '../../base/errors';
import type { ConsolePlace } from '../../protocol/jobConsole';
import type { Targets } from '../targets/targets';
import type { JobConsole } from './jobConsole';
import type { Jobs } from './jobs';

export function comeBack({ targets, jobs }: { readonly targets: Targets; readonly jobs: Jobs }) {
  return async (place: ConsolePlace, console: JobConsole): Promise<void> => {
    const { target: name, endpointId, jobId } = place;
    try {
      const target = await targets.resolve(name);
      const keyNow = () =>
        jobs.all.find(
          ({ subject, snapshot }) =>
            jobId !== undefined && subject.endpointId === endpointId && snapshot.jobId === jobId,
        )?.key;
      const shown = () => {
        const key = keyNow();
        console.show(
          { target, endpointId, name: place.name },
          key === undefined ? { keep: true } : { key, keep: true },
        );
      };
      shown();
      if (jobId === undefined || keyNow() !== undefined) return;
      // It is read from the disk a moment later.
      const waiting = jobs.onChange(() => {
        if (keyNow() === undefined) return;
        waiting.dispose();
        shown();
      });
    } catch (error) {
      const { message, remedy } = explain(error);
      console.waitFor(place, [message, remedy].filter(Boolean).join(' '));
    }
  };
}

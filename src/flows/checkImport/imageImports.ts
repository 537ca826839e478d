// Runs a plan in a container of an image that was built: the very files, packages and interpreter of the worker.
import { AppError } from '../../base/errors';
import type { ContainerEngine } from '../../image/engine';
import type { ImportPlan, InImage } from './importPlan';
import type { ImportLaunch, ImportRunner } from './importRunner';
import { platformEnv } from './platformEnv';

export interface ImageImportsOptions {
  readonly image: string;
  readonly engine: Pick<ContainerEngine, 'pull' | 'run'>;
  /** Text of importProbe.py. */
  readonly probe: string;
  /** For the container's name. */
  readonly id: string;
}

export const importLabel = { 'dev.runpod-worker-dev': 'import' };

export function imageImports({ image, engine, probe, id }: ImageImportsOptions): ImportRunner {
  return {
    runtime: 'image',
    image,
    async launch(plan, { mark, seconds, args }, { onLine, onProgress, signal }): Promise<ImportLaunch> {
      const place = requirePlace(plan);
      await engine.pull(image, onProgress, signal);
      const what = plan.module === undefined ? { script: place.script } : { module: plan.module };
      const told = JSON.stringify({ mark, seconds, args, root: '/', workdir: place.workdir, ...what });
      const [entrypoint, ...command] = [place.interpreter, '-X', 'importtime', '-c', probe, told];
      const container = await engine.run(
        {
          name: `runpod-import-${id}`,
          image,
          env: platformEnv({ ...plan, env: {} }),
          entrypoint: [entrypoint],
          command,
          labels: importLabel,
        },
        onLine,
      );
      return {
        running: { exited: container.exited, kill: () => container.stop(0) },
        locate: path => {
          const inside = path.startsWith('/') ? path : `/${path}`;
          return place.fileAt(inside) ?? inside;
        },
        cleanUp: async () => undefined,
      };
    },
  };
}

function requirePlace({ inImage, script }: ImportPlan): InImage {
  if (inImage) return inImage;
  throw new AppError('usage', `No Dockerfile says where ${script} is in the image.`, {
    remedy: 'Start it in the CMD of the worker’s Dockerfile, or leave out --image.',
  });
}

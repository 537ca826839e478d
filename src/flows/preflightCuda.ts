// CUDA of the image against CUDA of the hosts: base image and wheels both ask for a driver, the higher one counts.
import type { RemoteImage } from '../image/registry/remoteImage';
import type { PreflightRequest } from './preflight';
import { ok, type PreflightCheck, warning } from './preflightCheck';
import { compareVersions, wheelCuda } from './wheelCuda';

type Texts = readonly string[];

/** What the image needs of its host, such as `12.8`; `texts` are requirements files that went into it. */
export function cudaOf(remote: Pick<RemoteImage, 'config'>, texts: Texts = []): string | undefined {
  const wanted = [baseCuda(remote), wheelsOf(remote, texts)].filter(version => version !== undefined);
  return wanted.sort(compareVersions).at(-1);
}

export function checkCuda(
  remote: RemoteImage,
  { target, hostCuda, requirements = [] }: PreflightRequest,
): PreflightCheck | undefined {
  const needed = cudaOf(remote, requirements);
  if (needed === undefined || target === 'local' || hostCuda === 'as needed') return undefined;
  const base = baseCuda(remote);
  const wheels = wheelsOf(remote, requirements);
  const why =
    wheels === needed && base !== undefined && base !== wheels
      ? ` (its base has ${base}, its PyTorch ${wheels})`
      : '';
  const remedy = `Set the endpoint's lowest CUDA version to ${needed}, or build on an older CUDA image.`;
  const needs = `The image needs CUDA ${needed}${why}, and the endpoint takes hosts`;
  if (hostCuda === undefined) return warning('cuda', `${needs} with any version.`, remedy);
  if (compareVersions(hostCuda, needed) >= 0) return ok('cuda', `Hosts have at least CUDA ${hostCuda}.`);
  return warning('cuda', `${needs} from ${hostCuda} on.`, remedy);
}

/** As NVIDIA's base images note it. */
function baseCuda({ config }: Pick<RemoteImage, 'config'>): string | undefined {
  const value = (name: string) =>
    config.config?.Env?.find(pair => pair.startsWith(`${name}=`))?.slice(name.length + 1);
  return (
    /cuda>=(\d+\.\d+)/.exec(value('NVIDIA_REQUIRE_CUDA') ?? '')?.[1] ??
    /^(\d+\.\d+)/.exec(value('CUDA_VERSION') ?? '')?.[1]
  );
}

function wheelsOf({ config }: Pick<RemoteImage, 'config'>, texts: Texts): string | undefined {
  return wheelCuda([...(config.history ?? []).flatMap(({ created_by }) => created_by ?? []), ...texts]);
}

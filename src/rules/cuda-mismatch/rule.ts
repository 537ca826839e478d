// RP410: PyTorch built for another major CUDA version than the image's toolkit. The wheel brings its own CUDA, so plain
// inference works; what is compiled against it in this image does not.

import type { Install } from '../../project/installs';
import type { Requirement } from '../../project/requirement';
import type { WorkerImage } from '../../project/workerImage';
import { defineRule } from '../rule';

/** Packages that compile CUDA code on install, with PyTorch's own check of the versions. */
const compiled =
  /^(flash-attn|apex|xformers|deepspeed|detectron2|auto-gptq|gptqmodel|causal-conv1d|mamba-ssm|torch-scatter|torch-sparse|pytorch3d|gsplat|nvdiffrast|sageattention|exllamav2)$/;

export const cudaMismatch = defineRule({
  code: 'RP410',
  name: 'cuda-mismatch',
  severity: 'warning',
  title: "PyTorch's CUDA version differs from the base image's",
  fixable: false,
  check({ worker }, report) {
    for (const image of worker.images) {
      const toolkit = toolkitOf(image);
      if (toolkit === undefined) continue;
      for (const { version, requirement } of torchesOf(image.installs)) {
        if (major(version) === major(toolkit)) continue;
        const builds = compilesHere(image);
        report({
          path: requirement.source.path,
          range: requirement.source.rangeOf(requirement),
          severity: builds ? 'warning' : 'info',
          message: builds
            ? `This PyTorch is built for CUDA ${version}, the image has the toolkit of CUDA ${toolkit}: ${builds} refuses to compile against it.`
            : `This PyTorch brings CUDA ${version} along while the image carries CUDA ${toolkit}, which it does not use: a slimmer base would do.`,
        });
      }
    }
  },
});

/** `12.4` of nvidia/cuda:12.4.1-devel-…; other bases do not tell. */
function toolkitOf({ view }: WorkerImage): string | undefined {
  return /^(?:docker\.io\/)?nvidia\/cuda:(\d+\.\d+)/.exec(view.base ?? '')?.[1];
}

function torchesOf(installs: readonly Install[]): { version: string; requirement: Requirement }[] {
  return installs.flatMap(install => {
    const requirement = install.requirements.find(one => one.name === 'torch');
    const line = install.command.source.slice(install.command);
    const tag = /\+cu(\d+)/.exec(requirement?.specifier ?? '')?.[1] ?? /\/whl\/cu(\d+)/.exec(line)?.[1];
    return requirement && tag ? [{ version: `${tag.slice(0, -1)}.${tag.slice(-1)}`, requirement }] : [];
  });
}

/** The package that compiles CUDA code in this image, if the toolkit to do so is there. */
function compilesHere(image: WorkerImage): string | undefined {
  if (!/devel/.test(image.view.base ?? '')) return undefined;
  return image.installs.flatMap(install => install.requirements).find(one => compiled.test(one.name))?.name;
}

function major(version: string): string {
  return version.split('.', 1)[0] ?? '';
}

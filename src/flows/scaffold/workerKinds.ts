// The kinds of worker that New Worker makes besides copying the sample: each a handler, what it installs, two
// Dockerfiles, a test input. Small enough to be read whole, and free of our own diagnostics.
import { blankHandler } from './blankHandler';
import { comfyHandler } from './comfyHandler';
import type { HandlerParts } from './handlerText';
import { torchHandler } from './torchHandler';
import { vllmHandler } from './vllmHandler';

export const workerKinds = {
  onnxruntime: 'Reads text from pictures with onnxruntime: the sample, runs on any machine.',
  blank: 'A handler that answers, and nothing else.',
  torch: 'A text model of Hugging Face on PyTorch, on the GPU where there is one.',
  vllm: 'Starts a vLLM server and hands jobs to it.',
  comfyui: 'Starts a server such as ComfyUI, queues workflows and returns their pictures.',
} as const;
export type WorkerKind = keyof typeof workerKinds;

/** As people write them. */
export const kindTitles: Readonly<Record<WorkerKind, string>> = {
  onnxruntime: 'onnxruntime',
  blank: 'Blank',
  torch: 'PyTorch',
  vllm: 'vLLM',
  comfyui: 'ComfyUI',
};

export const loadings = {
  warm: 'Before it takes a job: the first answer comes at once, the start takes longer.',
  lazy: 'In its first job: it is ready at once, the first answer takes longer.',
} as const;
export type Loading = keyof typeof loadings;

export interface Scaffold {
  readonly handler: HandlerParts;
  readonly requirements: string;
  /** After FROM in Dockerfile.base. */
  readonly base: string;
  readonly setUp: readonly string[];
  readonly input: object;
}

/** Undefined for the sample, which is copied. */
export const scaffolds: Readonly<Record<WorkerKind, Scaffold | undefined>> = {
  onnxruntime: undefined,
  blank: {
    handler: blankHandler,
    requirements: 'runpod==1.12.0\n',
    base: 'python:3.12-slim',
    setUp: [],
    input: { text: 'hello' },
  },
  torch: {
    handler: torchHandler,
    requirements:
      '# PyTorch 2.8 brings CUDA 12.8 along.\nrunpod==1.12.0\ntorch==2.8.0\ntransformers==4.57.1\n',
    base: 'python:3.12-slim',
    setUp: [],
    input: { text: 'RunPod Serverless is' },
  },
  vllm: {
    handler: vllmHandler,
    requirements: 'runpod==1.12.0\nhttpx==0.28.1\n',
    base: 'vllm/vllm-openai:v0.11.0',
    setUp: ['# The image of vLLM starts its server by itself; here the handler does.', 'ENTRYPOINT []'],
    input: { messages: [{ role: 'user', content: 'Say hello.' }], max_tokens: 16 },
  },
  comfyui: {
    handler: comfyHandler,
    requirements: 'runpod==1.12.0\nhttpx==0.28.1\n',
    base: 'python:3.12-slim',
    setUp: ['# Put the server where COMFY_HOME says, with its own packages.', 'ENV COMFY_HOME=/opt/comfyui'],
    input: { workflow: {} },
  },
};

/** Without one, warm and lazy are the same. */
export function hasModel(kind: WorkerKind): boolean {
  const scaffold = scaffolds[kind];
  return scaffold === undefined || scaffold.handler.load !== undefined;
}

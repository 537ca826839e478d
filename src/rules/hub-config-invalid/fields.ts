// The fields of .runpod/hub.json and tests.json that RunPod's publishing guide documents (2025).
type Shape = 'string' | 'number' | 'object' | 'array' | readonly string[];

export interface Field {
  readonly name: string;
  readonly shape: Shape;
  readonly required: boolean;
  /** The only sensible value, where a missing field has one; may depend on the place in a list. */
  readonly usual?: (at: number) => string;
}

export const required = (name: string, shape: Shape): Field => ({ name, shape, required: true });
export const optional = (name: string, shape: Shape): Field => ({ name, shape, required: false });

export const hub: readonly Field[] = [
  required('title', 'string'),
  required('description', 'string'),
  { ...required('type', 'string'), usual: () => 'serverless' },
  required('category', ['audio', 'embedding', 'language', 'video', 'image']),
  optional('iconUrl', 'string'),
  required('config', 'object'),
];
export const config: readonly Field[] = [
  required('runsOn', ['GPU', 'CPU']),
  required('containerDiskInGb', 'number'),
  optional('gpuCount', 'number'),
  optional('gpuIds', 'string'),
  optional('cpuFlavor', 'string'),
  optional('allowedCudaVersions', 'array'),
  optional('presets', 'array'),
  optional('env', 'array'),
];
export const test: readonly Field[] = [
  { ...required('name', 'string'), usual: at => `test-${at + 1}` },
  required('input', 'object'),
  optional('timeout', 'number'),
];
export const testConfig: readonly Field[] = [
  optional('gpuTypeId', 'string'),
  optional('gpuCount', 'number'),
  optional('cpuFlavor', 'string'),
  optional('env', 'array'),
  optional('allowedCudaVersions', 'array'),
];

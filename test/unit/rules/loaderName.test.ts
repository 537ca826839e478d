// Messages name a loader by its last two words, without what calls on the way gave.
import { expect, it } from 'vitest';
import { loaderName } from '../../../src/rules/loaderName';

it.each([
  ['torch.load', 'torch.load'],
  ['transformers.AutoModel.from_pretrained', 'AutoModel.from_pretrained'],
  ['diffusers.DiffusionPipeline.from_pretrained().to().load_ip_adapter', 'DiffusionPipeline.load_ip_adapter'],
  ['load', 'load'],
])('%s is called %s', (dotted, name) => {
  expect(loaderName(dotted)).toBe(name);
});

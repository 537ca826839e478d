// Which CUDA the wheels of an image are built for, and what that asks of its hosts.
import { describe, expect, it } from 'vitest';
import { cudaOf } from '../../../src/flows/preflightCuda';
import { wheelCuda } from '../../../src/flows/wheelCuda';

describe('wheelCuda', () => {
  it.each([
    ['RUN pip install torch --index-url https://download.pytorch.org/whl/cu128', '12.8'],
    ['torch==2.4.1+cu118\n', '11.8'],
    ['runpod==1.12.0\ntorch==2.7.1\n', '12.6'],
    ['RUN pip install "torch==2.5.0" runpod', '12.4'],
    ['RUN pip install torch==2.8.0 --index-url https://download.pytorch.org/whl/cpu', undefined],
    ['RUN pip install torchvision==2.7.0', undefined],
    ['torch>=2', undefined],
  ])('%s', (text, version) => {
    expect(wheelCuda([text])).toBe(version);
  });

  it('lets the highest decide, of base and wheels alike', () => {
    const config = {
      config: { Env: ['CUDA_VERSION=12.4.1'] },
      history: [{ created_by: 'RUN /bin/sh -c pip install torch==2.8.0' }],
    };
    expect(cudaOf({ config })).toBe('12.8');
    expect(
      cudaOf({ config: { config: { Env: ['CUDA_VERSION=13.0.0'] }, history: [] } }, ['torch==2.8.0']),
    ).toBe('13.0');
    expect(cudaOf({ config: {} })).toBeUndefined();
  });
});

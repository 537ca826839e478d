// A job as code: the same request in each language, and never a key.
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { dollars } from '../../../src/flows/jobCost';
import { snippetOf } from '../../../src/flows/jobSnippets';

const request = {
  input: { prompt: `it's "true", $HOME`, on: true, off: false, none: null, sizes: [1, 2.5] },
};
const url = 'https://api.runpod.ai/v2/abc123';

describe('snippets', () => {
  it('gives a shell the request as it is, quotes and dollars included', () => {
    const code = snippetOf('curl', { url, request, mode: 'runsync' });
    const argv = execFileSync('sh', ['-c', code.replace(/^curl/, 'printf "%s\\n"')], { env: {} }).toString();
    const lines = argv.split('\n');
    expect(JSON.parse(lines[lines.indexOf('-d') + 1] ?? '')).toEqual(request);
    expect(code).toContain(`${url}/runsync`);
  });

  it('gives Python literals of its own', () => {
    const code = snippetOf('python', { url, request, mode: 'stream' });
    const line = code.split('\n').find(text => text.startsWith('request ='));
    const program = `import json\n${line}\nprint(json.dumps(request))`;
    expect(JSON.parse(execFileSync('python3', ['-c', program]).toString())).toEqual(request);
    expect(code).toContain('Endpoint("abc123")');
  });

  it.each(['curl', 'python', 'typescript'] as const)('takes the key from the environment in %s', language => {
    for (const mode of ['run', 'runsync', 'stream'] as const) {
      expect(snippetOf(language, { url, request, mode })).toContain('RUNPOD_API_KEY');
    }
  });
});

describe('dollars', () => {
  it('shows two figures that count', () => {
    expect([12.345, 0.5, 0.0123, 0.000021, 0].map(dollars)).toEqual([
      '$12.35',
      '$0.50',
      '$0.012',
      '$0.000021',
      '$0',
    ]);
  });
});

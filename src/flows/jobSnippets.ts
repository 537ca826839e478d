// A job as code to paste: the same request from a shell, from Python and from TypeScript. The key is never in it, only
// the name of the variable it comes from.
import { isRecord } from '../base/json';
import type { CodeLanguage, JobMode } from '../protocol/jobConsole';
import { prettyJson } from '../protocol/prettyJson';

export interface Snippet {
  /** Of the endpoint's job API: `https://api.runpod.ai/v2/{id}`. */
  readonly url: string;
  readonly request: unknown;
  readonly mode: JobMode;
}

export function snippetOf(language: CodeLanguage, snippet: Snippet): string {
  return { curl, python, typescript }[language](snippet);
}

function route({ mode, url }: Snippet): string {
  return `${url}/${mode === 'runsync' ? 'runsync' : 'run'}`;
}

function curl(snippet: Snippet): string {
  const body = JSON.stringify(snippet.request).replaceAll("'", `'\\''`);
  const lines = [
    `curl -X POST '${route(snippet)}'`,
    `  -H "Authorization: Bearer $RUNPOD_API_KEY"`,
    `  -H 'Content-Type: application/json'`,
    `  -d '${body}'`,
  ];
  const more = {
    run: `# then, with the id of the answer: curl -H "Authorization: Bearer $RUNPOD_API_KEY" '${snippet.url}/status/ID'`,
    runsync: undefined,
    stream: `# then, with the id of the answer: curl -H "Authorization: Bearer $RUNPOD_API_KEY" '${snippet.url}/stream/ID'`,
  }[snippet.mode];
  return [lines.join(' \\\n'), more].filter(Boolean).join('\n');
}

function python(snippet: Snippet): string {
  const { url, mode } = snippet;
  const id = url.slice(url.lastIndexOf('/') + 1);
  const base = url.slice(0, url.lastIndexOf('/'));
  const call = {
    run: 'job = endpoint.run(request)\nprint(job.output(timeout=600))',
    runsync: 'print(endpoint.run_sync(request, timeout=90))',
    stream: 'job = endpoint.run(request)\nfor part in job.stream():\n    print(part)',
  }[mode];
  return [
    'import os',
    '',
    'import runpod',
    '',
    'runpod.api_key = os.environ["RUNPOD_API_KEY"]',
    `runpod.endpoint_url_base = ${JSON.stringify(base)}`,
    `endpoint = runpod.Endpoint(${JSON.stringify(id)})`,
    `request = ${pythonLiteral(snippet.request)}`,
    call,
  ].join('\n');
}

/** What the reader's program calls; ours goes through one door. */
const call = 'fetch';

function typescript(snippet: Snippet): string {
  const { url, mode } = snippet;
  const later =
    mode === 'runsync'
      ? ['console.log(job.output);']
      : [
          `// It runs now; ask until it has ended.`,
          `const answer = await ${call}(\`${url}/${mode === 'stream' ? 'stream' : 'status'}/\${job.id}\`, { headers });`,
          'console.log(await answer.json());',
        ];
  const request = prettyJson(snippet.request).replaceAll('\n', '\n  ');
  return [
    'const headers = {',
    "  Authorization: 'Bearer ' + process.env.RUNPOD_API_KEY,",
    "  'Content-Type': 'application/json',",
    '};',
    `const response = await ${call}(${JSON.stringify(route(snippet))}, {`,
    "  method: 'POST',",
    '  headers,',
    `  body: JSON.stringify(${request}),`,
    '});',
    'const job = await response.json();',
    ...later,
  ].join('\n');
}

/** JSON as Python writes it: `true` inside a string stays what it is. */
function pythonLiteral(value: unknown): string {
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (value === null || value === undefined) return 'None';
  if (Array.isArray(value)) return `[${value.map(pythonLiteral).join(', ')}]`;
  if (!isRecord(value)) return JSON.stringify(value);
  const pairs = Object.entries(value).map(
    ([name, item]) => `${JSON.stringify(name)}: ${pythonLiteral(item)}`,
  );
  return `{${pairs.join(', ')}}`;
}

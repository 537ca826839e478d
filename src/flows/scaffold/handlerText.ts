// The handler that every kind of worker has: ping, a look at the input, work. What differs comes in parts; a model or
// a server is loaded before start() or in the first job, which is all that warm and lazy are.
import type { Loading } from './workerKinds';

export interface HandlerParts {
  /** What the worker does, for its docstring. */
  readonly about: string;
  /** What a job's input is, beside `ping`. */
  readonly input: string;
  /** `import` lines of the standard library beside `typing`. */
  readonly standard?: readonly string[];
  /** Of packages, beside runpod. */
  readonly packages?: readonly string[];
  /** Python lines after the imports. */
  readonly constants?: string;
  readonly load?: {
    /** The global that is None until it is loaded. */
    readonly state: string;
    readonly call: string;
    /** The function that is called, and the state before it. */
    readonly text: string;
  };
  /** Functions that the work uses. */
  readonly helpers?: string;
  /** In the handler: refuses an input that cannot be worked on. */
  readonly check: string;
  /** In the handler, once the model is there. */
  readonly work: string;
}

export function handlerText(parts: HandlerParts, loading: Loading): string {
  const { about, input, standard = [], packages = [], constants, load, helpers, check, work } = parts;
  const lazily = load && loading === 'lazy' ? `    if ${load.state} is None:\n        ${load.call}()\n` : '';
  const warmly = load && loading === 'warm' ? `    ${load.call}()\n` : '';
  const handler = `def handler(job: dict[str, Any]) -> dict[str, Any]:
    """Answer one job. Input: ${input}; or \`ping\`."""
    job_input = job.get("input")
    if not isinstance(job_input, dict):
        return {"error": "'input' must be an object."}
    if job_input.get("ping"):
        return {"pong": True}
${check}${lazily}${work}`;
  const functions = [load?.text, helpers, handler].filter(text => text !== undefined);
  const start = `if __name__ == "__main__":\n${warmly}    runpod.serverless.start({"handler": handler})\n`;
  return `"""NAME: ${about}"""

${[...standard, 'from typing import Any'].join('\n')}

${imports(packages)}
${constants ? `\n${constants}\n` : ''}${load ? '' : '\n'}
${[...functions, start].join('\n\n')}`;
}

/** Sorted as isort does: plain imports first. */
function imports(packages: readonly string[]): string {
  return [...packages, 'import runpod']
    .sort((a, b) => Number(a.startsWith('from')) - Number(b.startsWith('from')) || (a < b ? -1 : 1))
    .join('\n');
}

// What workers in front of a server of their own share: start it, wait until it answers, ask it.
import type { Loading } from './workerKinds';

export interface ServerWorker {
  readonly about: string;
  /** Python lines after the imports. */
  readonly constants: string;
  /** A Python expression: the list of the command. */
  readonly command: string;
  /** A path that answers 200 once the server is ready. */
  readonly health: string;
  /** Python lines of the handler after the ping. */
  readonly body: string;
  readonly imports?: string;
}

export function serverHandler(worker: ServerWorker, loading: Loading): string {
  const isLazy = loading === 'lazy';
  return `"""NAME: ${worker.about}"""

import os
import subprocess
import time
from typing import Any

import httpx
import runpod

${worker.constants}
START_TIMEOUT_S = 600

SERVER: subprocess.Popen[bytes] | None = None


def start_server() -> None:
    """Start the server and wait until it answers; a server that dies ends the worker, so that RunPod sees it."""
    global SERVER
    SERVER = subprocess.Popen(${worker.command})
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        if SERVER.poll() is not None:
            raise RuntimeError(f"The server ended with {SERVER.returncode}.")
        try:
            if httpx.get(f"{URL}${worker.health}", timeout=5).status_code == 200:
                print("The server answers.", flush=True)
                return
        except httpx.TransportError:
            pass
        time.sleep(1)
    raise TimeoutError(f"The server did not answer within {START_TIMEOUT_S} s.")


def handler(job: dict[str, Any]) -> dict[str, Any]:
    """Answer one job; or \`ping\`."""
    job_input = job.get("input")
    if not isinstance(job_input, dict):
        return {"error": "'input' must be an object."}
    if job_input.get("ping"):
        return {"pong": True}
${isLazy ? '    if SERVER is None:\n        start_server()\n' : ''}${worker.body}

if __name__ == "__main__":
${isLazy ? '' : '    start_server()\n'}    runpod.serverless.start({"handler": handler})
`;
}

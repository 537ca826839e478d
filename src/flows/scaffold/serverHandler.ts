// What workers in front of a server of their own share: start it, wait until it answers, ask it.
import type { HandlerParts } from './handlerText';

export interface ServerWorker extends Omit<HandlerParts, 'load' | 'packages'> {
  readonly constants: string;
  /** A Python expression: the list of the command. */
  readonly command: string;
  /** A path that answers 200 once the server is ready. */
  readonly health: string;
}

export function serverHandler({ command, health, standard = [], ...worker }: ServerWorker): HandlerParts {
  return {
    ...worker,
    standard: [...standard, 'import os', 'import subprocess', 'import time'],
    packages: ['import httpx'],
    constants: `${worker.constants}\nSTART_TIMEOUT_S = 600`,
    load: {
      state: 'SERVER',
      call: 'start_server',
      text: `SERVER: subprocess.Popen[bytes] | None = None


def start_server() -> None:
    """Start the server and wait until it answers; a server that dies ends the worker, so that RunPod sees it."""
    global SERVER
    SERVER = subprocess.Popen(${command})
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        if SERVER.poll() is not None:
            raise RuntimeError(f"The server ended with {SERVER.returncode}.")
        try:
            if httpx.get(f"{URL}${health}", timeout=5).status_code == 200:
                print("The server answers.", flush=True)
                return
        except httpx.TransportError:
            pass
        time.sleep(1)
    raise TimeoutError(f"The server did not answer within {START_TIMEOUT_S} s.")
`,
    },
  };
}

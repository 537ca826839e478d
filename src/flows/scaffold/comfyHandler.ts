// A worker in front of a server that queues workflows, as ComfyUI does: queue, wait for the history, fetch the pictures.
import { serverHandler } from './serverHandler';

export const comfyHandler = serverHandler({
  about: 'runs workflows on a ComfyUI-style server.',
  input: '`workflow`',
  standard: ['import base64'],
  constants:
    'HOME = os.environ.get("COMFY_HOME", "/opt/comfyui")\nURL = "http://127.0.0.1:8188"\nJOB_TIMEOUT_S = 300',
  command: '["python3", f"{HOME}/main.py", "--listen", "127.0.0.1", "--port", "8188"]',
  health: '/system_stats',
  helpers: `def wait_for(prompt_id: str) -> dict[str, Any] | None:
    """The outputs of a workflow once it ended; None when that takes too long."""
    deadline = time.monotonic() + JOB_TIMEOUT_S
    while time.monotonic() < deadline:
        history = httpx.get(f"{URL}/history/{prompt_id}", timeout=30).json()
        if prompt_id in history:
            return history[prompt_id]["outputs"]
        time.sleep(0.5)
    return None


def picture(image: dict[str, str]) -> str:
    """One picture, as base64."""
    return base64.b64encode(httpx.get(f"{URL}/view", params=image, timeout=60).content).decode("ascii")
`,
  check: `    workflow = job_input.get("workflow")
    if not isinstance(workflow, dict):
        return {"error": "'workflow' must be an object, in the server's API format."}
`,
  work: `    queued = httpx.post(f"{URL}/prompt", json={"prompt": workflow}, timeout=30)
    if queued.status_code != 200:
        return {"error": f"The server refused the workflow: {queued.text[:500]}"}
    outputs = wait_for(queued.json()["prompt_id"])
    if outputs is None:
        return {"error": f"The workflow did not end within {JOB_TIMEOUT_S} s."}
    names = [image for node in outputs.values() for image in node.get("images", [])]
    return {"images": [picture(name) for name in names]}
`,
});

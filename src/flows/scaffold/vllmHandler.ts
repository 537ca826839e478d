// A worker in front of vLLM's OpenAI-compatible server.
import { serverHandler } from './serverHandler';

export const vllmHandler = serverHandler({
  about: 'hands chats to a vLLM server.',
  input: '`messages`, and `max_tokens` if you like',
  constants:
    'MODEL_ID = os.environ.get("MODEL_ID", "Qwen/Qwen2.5-0.5B-Instruct")\nURL = "http://127.0.0.1:8001"',
  command: '["vllm", "serve", MODEL_ID, "--host", "127.0.0.1", "--port", "8001"]',
  health: '/health',
  check: `    messages = job_input.get("messages")
    if not isinstance(messages, list) or not messages:
        return {"error": "'messages' must be a list."}
`,
  work: `    question = {"model": MODEL_ID, "messages": messages, "max_tokens": job_input.get("max_tokens", 256)}
    reply = httpx.post(f"{URL}/v1/chat/completions", json=question, timeout=300)
    if reply.status_code != 200:
        return {"error": f"The server answered {reply.status_code}: {reply.text[:500]}"}
    return reply.json()
`,
});

// Command lines that a worker runs: which of them serve a model or run one. Tables to extend, here and nowhere else.

/** Commands that serve a model over HTTP. */
const serverCommands =
  /\b(?:vllm(?:\s+serve|\.entrypoints)|sglang\.launch_server|llama[-_]server|ollama\b|text-generation-launcher|lmdeploy\s+serve|tritonserver|webui\.py|launch\.py|ComfyUI|comfy|main\.py\s+--listen|SwarmUI|api_server|koboldcpp|uvicorn|gunicorn|python[\d.]*\s+(?:-\w\s+)*-m\s+[\w.]*serv)/i;

/** A Python script that a job runs to its end. */
const script = /\bpython[\d.]*\b[\s\S]*?([\w.-]+)\.py\b/i;

/** Scripts that fetch, convert or check things. */
const chores =
  /download|convert|upload|install|setup|check|test|health|extract|split|merge|clean|resize|probe|thumbnail|^(?:app|server|main)$/i;

/** A script that runs a model, whoever starts it. */
const modelScript =
  /(?:^|[\s/])\w*(?:infer|predict|generat|transcrib|synthes|upscal|train|demo)\w*\.py\b|\s-m\s+(?:\w+\.)*\w*(?:infer|predict|generat|transcrib|synthes|upscal|train)\w*(?:\s|$)/i;

/** A script that is told its model: `python score.py --model=…`. */
const modelOption = /\.py\b[\s\S]*--(?:model|checkpoint|ckpt|weights)\b/i;

/** A program that is handed a file of weights, and programs that have their own. */
const weightsFile = /\.(?:gguf|ggml|safetensors|ckpt|pth|onnx)(?:["'\s]|$)/i;
const modelProgram =
  /(?:^|[\s/])(?:llama-cli|whisper-cli|whisper|whisperx|whisper-ctranslate2|demucs|spleeter|piper|rembg|facefusion|mineru|magic-pdf|docling|marker_single|realesrgan-ncnn-vulkan|realcugan-ncnn-vulkan|waifu2x-ncnn-vulkan|rife-ncnn-vulkan|f5-tts_infer-cli|torchrun|deepspeed|accelerate|ns-train|ns-process-data|tts)(?:\s|$)/;

/** Asking a program about itself. */
const question = /\s--?(?:help|h|version|V)(?:\s|$)/;

/** Moving files about is no work of a model, whatever the files are. */
const errands =
  /(?:^|[\s/])(?:find|ls|du|wget|curl|aria2c|huggingface-cli|hf|git|cp|mv|ln|rm|tar|unzip|gsutil|aws|rclone|pip3?)(?:\s|$)/;

/** True for a command line that starts a model server. */
export function startsServer(command: string): boolean {
  return serverCommands.test(command);
}

/** True for a command line that runs a model script to its end. */
export function runsModel(command: string): boolean {
  if (question.test(command)) return false;
  if (modelScript.test(command) || modelOption.test(command) || modelProgram.test(command)) return true;
  const run = script.exec(command);
  if (run) return !chores.test(run[1] ?? '');
  return weightsFile.test(command) && !errands.test(command);
}

// The field's loaders: calls that make or fill a model. Tables to extend, here and nowhere else. Names are matched
// after imports are followed, by library and last segment, because libraries move their classes between modules.

export type LoadKind =
  /** A model in this process. */
  | 'model'
  /** An engine whose methods are coroutines: it belongs to an event loop. */
  | 'async engine'
  /** A server process started beside the handler, which owns the model. */
  | 'server';

/** Methods that load whatever the class: `AutoModel.from_pretrained`, `net.load_state_dict`. */
const methods = new Set(
  `
  from_pretrained from_single_file from_ckpt from_checkpoint from_hparams from_hub get_pretrained load_pretrained
  load_from_checkpoint restore_from load_checkpoint load_model load_state_dict load_lora_weights load_textual_inversion
  load_checkpoint_and_dispatch init_detector load_from_file load_from_state_dict load_pretrained_model load_model_from_config load_models
  `
    .trim()
    .split(/\s+/),
);

/** By library (the first segment): functions and classes that load. `+` stands for every class of the library. */
const libraries: Readonly<Record<string, string>> = {
  GPT_SoVITS: 'TTS',
  TTS: 'TTS Synthesizer',
  TTS_infer_pack: 'TTS',
  argostranslate: 'load_installed_languages',
  audio_separator: 'Separator',
  bark: 'preload_models',
  basicsr: 'RRDBNet',
  bert_score: 'BERTScorer',
  carvekit: '+',
  chatterbox: '+',
  clip: 'load',
  clip_interrogator: 'Interrogator',
  controlnet_aux: '+',
  cosyvoice: '+',
  ctranslate2: 'Translator Generator Whisper',
  cv2: 'readNet readNetFromONNX readNetFromCaffe readNetFromDarknet readNetFromTensorflow CascadeClassifier FaceDetectorYN.create',
  deepface: 'build_model',
  demucs: 'get_model',
  detectron2: 'DefaultPredictor build_model',
  df: 'init_df',
  dia: 'Dia',
  docling: 'DocumentConverter DocumentExtractor',
  doctr: 'ocr_predictor',
  easynmt: 'EasyNMT',
  easyocr: 'Reader',
  exllamav2: 'ExLlamaV2 ExLlamaV2DynamicGenerator',
  f5_tts: 'F5TTS load_vocoder',
  face_alignment: 'FaceAlignment',
  facenet_pytorch: 'MTCNN InceptionResnetV1',
  facexlib: '+',
  fastembed: '+',
  fasttext: 'load_model',
  faster_whisper: 'WhisperModel BatchedInferencePipeline',
  FlagEmbedding: '+',
  funasr: 'AutoModel',
  gfpgan: 'GFPGANer',
  gpt4all: 'GPT4All',
  groundingdino: 'load_model Model',
  infinity_emb: 'SyncEngineArray',
  insightface: 'FaceAnalysis get_model',
  InstructorEmbedding: 'INSTRUCTOR',
  joblib: 'load',
  keras: 'load_model',
  keras_ocr: 'Pipeline',
  kokoro: 'KPipeline KModel',
  kokoro_onnx: 'Kokoro',
  lightgbm: 'Booster',
  llama_cpp: 'Llama',
  lmdeploy: 'pipeline',
  lpips: 'LPIPS',
  marker: 'create_model_dict load_all_models PdfConverter',
  melo: 'TTS',
  mlx_lm: 'load',
  mmpose: 'init_model MMPoseInferencer',
  mmseg: 'init_model',
  mobile_sam: '+',
  modelscope: 'pipeline',
  nunchaku: '+',
  onnxruntime: 'InferenceSession',
  open_clip: 'create_model create_model_and_transforms create_model_from_pretrained',
  openvoice: '+',
  optimum: 'pipeline',
  paddleocr: '+',
  piper: 'PiperVoice load',
  pyannote: 'Pipeline Inference',
  rapidocr: 'RapidOCR',
  rapidocr_onnxruntime: 'RapidOCR',
  realesrgan: 'RealESRGANer RealESRGAN',
  rembg: 'new_session',
  resemble_enhance: '+',
  retinaface: 'build_model',
  rfdetr: '+',
  safetensors: 'load_file load_model',
  sam2: 'build_sam2 build_sam2_video_predictor SAM2ImagePredictor SAM2AutomaticMaskGenerator',
  segment_anything: 'sam_model_registry SamPredictor SamAutomaticMaskGenerator',
  segment_anything_hq: 'sam_model_registry SamPredictor',
  sentence_transformers: 'SentenceTransformer CrossEncoder SparseEncoder',
  sglang: 'Engine Runtime',
  silero_vad: 'load_silero_vad',
  spacy: 'load',
  spandrel: 'load_from_file',
  spleeter: 'Separator',
  stable_whisper: 'load_model load_faster_whisper load_hf_whisper',
  stanza: 'Pipeline',
  styletts2: 'StyleTTS2',
  surya: '+',
  tensorflow: 'load_model Interpreter saved_model.load',
  tensorflow_hub: 'load',
  tensorrt_llm: 'LLM',
  tflite_runtime: 'Interpreter',
  timm: 'create_model',
  torch: 'load',
  torchaudio: 'get_model',
  tortoise: 'TextToSpeech',
  transformers: 'pipeline',
  transparent_background: 'Remover',
  ultralytics: 'YOLO YOLOE YOLOWorld SAM FastSAM RTDETR NAS',
  unsloth: '+',
  vllm: 'LLM',
  whisper: 'load_model',
  whisper_timestamped: 'load_model',
  whisperx: 'load_model load_align_model DiarizationPipeline',
  xgboost: 'Booster',
  yolov5: 'load',
  zonos: '+',
};

/** By library: engines that live in an event loop. */
const asyncEngines: Readonly<Record<string, string>> = {
  vllm: 'AsyncLLMEngine AsyncLLM from_engine_args from_vllm_config',
  sglang: 'AsyncEngine',
  lmdeploy: 'AsyncEngine',
  infinity_emb: 'AsyncEngineArray AsyncEmbeddingEngine from_args',
};

/** Commands that serve a model over HTTP. */
const serverCommands =
  /\b(?:vllm(?:\s+serve|\.entrypoints)|sglang\.launch_server|llama[-_]server|ollama\b|text-generation-launcher|lmdeploy\s+serve|tritonserver|webui\.py|launch\.py|ComfyUI|comfy|main\.py\s+--listen|SwarmUI|api_server|koboldcpp|uvicorn|gunicorn|python[\d.]*\s+(?:-\w\s+)*-m\s+[\w.]*serv)/i;

/** A Python script that a job runs to its end. */
const script = /\bpython[\d.]*\b[\s\S]*?([\w.-]+)\.py\b/i;

/** Scripts that fetch, convert or check things. */
const chores =
  /download|convert|upload|install|setup|check|test|health|extract|split|merge|clean|resize|probe|thumbnail|^(?:app|server|main)$/i;

/** A script that runs a model, whoever starts it. */
const modelScript = /(?:^|[\s/])\w*(?:infer|predict|generat|transcrib|synthes|upscal|train|demo)\w*\.py\b/i;

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
  /(?:^|[\s/])(?:wget|curl|aria2c|huggingface-cli|hf|git|cp|mv|ln|rm|tar|unzip|gsutil|aws|rclone|pip3?)(?:\s|$)/;

/** Libraries whose models are all made by the methods above. */
const readers = new Set(
  'torch torchvision diffusers accelerate peft einops omegaconf kornia xformers bitsandbytes compel nltk sklearn'.split(
    ' ',
  ),
);

/** Classes that look like models by the tables above and only describe one. */
const descriptions = /(?:Config|Params|Options|Args|Settings|Info|Error|Exception|Dataset|Request)$/;

/** What a call of the dotted name loads, if anything. The name is as seen after following imports. */
export function loadKindOf(name: string): LoadKind | undefined {
  const segments = name.split('.').filter(segment => segment !== '');
  const last = segments.at(-1) ?? '';
  const owner = segments.at(-2) ?? '';
  if (descriptions.test(owner) || descriptions.test(last)) return undefined;
  const library = segments[0] ?? '';
  if (listed(asyncEngines[library], last) && !/^LLM$/.test(owner)) return 'async engine';
  if (methods.has(last) && segments.length > 1) return 'model';
  if (owner.endsWith('()')) return undefined;
  return listed(libraries[library], last) || listed(libraries[library], `${owner}.${last}`)
    ? 'model'
    : undefined;
}

/** Whether the tables know the library, so that what they do not list of it loads nothing. */
export function isListed(library: string): boolean {
  return library in libraries || library in asyncEngines || readers.has(library);
}

function listed(names: string | undefined, last: string): boolean {
  if (names === undefined) return false;
  return names === '+' ? /^[A-Z]/.test(last) : names.split(' ').includes(last);
}

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

/** A name that sounds as if calling it made a model: used for code that cannot be read, and only to say "unknown". */
export function soundsLikeLoading(name: string): boolean {
  const last = name.split('.').at(-1) ?? '';
  return (
    /(?:^|_)(?:load|init|initiali[sz]e|setup|build|create|get|make|warm_?up|prepare)_?.*(?:model|pipe|engine|predictor|llm|network|weights|everything|all)/i.test(
      last,
    ) ||
    /^[A-Z]\w*(?:Model|Pipeline|Predictor|Engine|Handler|Inference|Processor|Generator|Service|Detector|Transcriber|Embedder|Whisper|LLM|TTS|Worker|Upscaler|Segmenter|Classifier)\w*$/.test(
      last,
    ) ||
    /^(?:load|setup|initialize|initialise|load_all|init)$/i.test(last)
  );
}

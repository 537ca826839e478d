// Packages that hold no model: the standard library and the usual plumbing of workers. What a worker makes from any
// other package that we do not know might be a model, so the answer about it is "unknown".

const inert = new Set(
  `
  __future__ abc aiofiles aiohttp aiohttp_retry anthropic argparse array ast async_timeout asyncio atexit azure backoff base64 binascii boto3
  botocore builtins bs4 cachetools calendar celery certifi chromadb click cloudinary codecs cohere collections colorama colorsys concurrent configparser
  contextlib copy cryptography csv ctypes cv2 dataclasses datetime decimal difflib dotenv elasticsearch email enum errno fal_client fastapi ffmpeg firebase_admin
  filelock fitz flask fnmatch fractions functools gc getpass glob google gradio groq grpc gzip hashlib heapq hmac html http httpx
  huggingface_hub imageio importlib inspect io ipaddress itertools jinja2 json jsonschema langchain langchain_anthropic langchain_community langchain_core langchain_google_genai langchain_openai librosa litellm livekit locale logging loguru lzma
  magic markdown math matplotlib mimetypes minio moviepy multiprocessing numbers numpy openai operator ormsgpack orjson os
  pandas pathlib pickle pinecone PIL pillow_heif pkg_resources platform pprint psutil pydantic pydub psycopg2 pymongo pynvml qdrant_client queue random re redis replicate
  requests resource rich runpod sched scipy secrets select sentry_sdk shlex shutil signal six skimage socket soundfile sqlalchemy sqlite3 ssl
  starlette stat statistics string struct subprocess supabase sys tarfile tempfile tenacity textwrap threading time tiktoken
  timeit toml torchaudio tqdm traceback trimesh types typing typing_extensions ujson unicodedata unittest urllib urllib3 uuid
  uvicorn uvloop validators warnings wave weakref weaviate websocket websockets werkzeug xml yaml yt_dlp zipfile zlib zoneinfo
  `
    .trim()
    .split(/\s+/),
);

/** True for a dotted name of a package that is known to hold no model. */
export function isInert(name: string): boolean {
  return inert.has(name.split('.')[0] ?? '');
}

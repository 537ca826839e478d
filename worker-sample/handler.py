"""OCR worker: an image in, its text out, with boxes, scores and an annotated picture.

The networks (PP-OCR, by RapidOCR) ship inside a Python package and run on onnxruntime, which takes the GPU
where there is one.
"""

import base64
import binascii
import io
import time
from typing import Any

import onnxruntime
import runpod
from PIL import Image, ImageDraw, ImageOps, UnidentifiedImageError
from rapidocr import RapidOCR

MAX_IMAGE_BYTES = 7_000_000  # in base64 just under the 10 MB that RunPod lets /run take
MAX_PIXELS = 50_000_000
MAX_SIDE = 1600  # larger images are scaled down: more pixels cost time and find no more text
DEFAULT_MIN_SCORE = 0.5

MODEL: RapidOCR | None = None


class BadInputError(ValueError):
    """The job's input cannot be used; the message is for the caller."""


def load_model() -> None:
    """Load the networks and run them once, because the first run is the slow one."""
    global MODEL
    started = time.perf_counter()
    use_cuda = "CUDAExecutionProvider" in onnxruntime.get_available_providers()
    model = RapidOCR(
        params={
            "Global.log_level": "error",
            "EngineConfig.onnxruntime.use_cuda": use_cuda,
            # By default small images are scaled up, without end for narrow ones: 40 x 1600 pixels took 3 GB.
            "Det.limit_type": "max",
            "Det.limit_side_len": MAX_SIDE,
        }
    )
    model(text_image("warm up"))
    MODEL = model
    print(f"Model loaded in {time.perf_counter() - started:.1f} s (CUDA: {use_cuda})", flush=True)


def text_image(text: str) -> Image.Image:
    """A small white picture with one line of text."""
    image = Image.new("RGB", (320, 64), "white")
    ImageDraw.Draw(image).text((16, 12), text, fill="black", font_size=32)
    return image


def decode_image(data: Any) -> Image.Image:
    """The RGB image in a base64 string, upright; a `data:` URL is fine too."""
    if not isinstance(data, str) or not data:
        raise BadInputError("'image' is missing: give a PNG, JPEG or WebP as a base64 string.")
    try:
        raw = base64.b64decode(data.partition(",")[2] if data.startswith("data:") else data, validate=True)
    except (binascii.Error, ValueError):
        raise BadInputError("'image' is not valid base64.") from None
    if len(raw) > MAX_IMAGE_BYTES:
        raise BadInputError(f"'image' has {len(raw)} bytes; at most {MAX_IMAGE_BYTES} are allowed.")
    try:
        image = Image.open(io.BytesIO(raw), formats=("PNG", "JPEG", "WEBP"))
        if image.width * image.height > MAX_PIXELS:
            raise BadInputError(f"'image' has {image.width} x {image.height} pixels; at most {MAX_PIXELS} are allowed.")
        return ImageOps.exif_transpose(image).convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError):
        raise BadInputError("'image' is not a readable PNG, JPEG or WebP.") from None


def read_min_score(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
        raise BadInputError("'min_score' must be a number from 0 to 1.")
    return float(value)


def find_lines(image: Image.Image, min_score: float) -> list[dict[str, Any]]:
    """The lines of text, top to bottom, each with its score and the corners of its box in pixels."""
    found = MODEL(image, text_score=min_score)
    if not found.txts:
        return []
    return [
        {"text": text, "score": round(float(score), 4), "box": [[round(x), round(y)] for x, y in box.tolist()]}
        for text, score, box in zip(found.txts, found.scores, found.boxes)
    ]


def annotate(image: Image.Image, lines: list[dict[str, Any]]) -> str:
    """A PNG of the image with every box drawn on it, as base64."""
    picture = image.copy()
    draw = ImageDraw.Draw(picture)
    for line in lines:
        draw.polygon([tuple(corner) for corner in line["box"]], outline="red", width=2)
    buffer = io.BytesIO()
    picture.save(buffer, format="PNG")
    return base64.b64encode(buffer.getvalue()).decode("ascii")


def handler(job: dict[str, Any]) -> dict[str, Any]:
    """Answer one job.

    Input: `image` (base64), optionally `min_score` (0 to 1) and `annotate` (default true); or `ping`.
    Output: `text`, `lines`, `width` and `height` of the picture the boxes belong to, `annotated_png`.
    """
    job_input = job.get("input")
    if not isinstance(job_input, dict):
        return {"error": "'input' must be an object."}
    if job_input.get("ping"):
        return {"pong": True}

    try:
        image = decode_image(job_input.get("image"))
        min_score = read_min_score(job_input.get("min_score", DEFAULT_MIN_SCORE))
    except BadInputError as error:
        return {"error": str(error)}

    image.thumbnail((MAX_SIDE, MAX_SIDE))
    started = time.perf_counter()
    lines = find_lines(image, min_score)
    result = {
        "text": "\n".join(line["text"] for line in lines),
        "lines": lines,
        "width": image.width,
        "height": image.height,
        "seconds": round(time.perf_counter() - started, 3),
    }
    if job_input.get("annotate", True):
        result["annotated_png"] = annotate(image, lines)
    return result


if __name__ == "__main__":
    load_model()
    runpod.serverless.start({"handler": handler})

from contextlib import asynccontextmanager

from fastapi import FastAPI
from transformers import pipeline

MODELS = {}


def initialize_models():
    MODELS["llm"] = pipeline("text-generation", model="gpt2")


@asynccontextmanager
async def lifespan(app: FastAPI):
    initialize_models()
    yield


app = FastAPI(title="API", lifespan=lifespan)  # expect RP101 on "lifespan=lifespan"


@app.on_event("startup")  # expect RP101 on "app.on_event(\"startup\")"
async def warm_up():
    initialize_models()


@app.post("/generate")
async def generate(options: dict):
    return {"text": MODELS["llm"](options["prompt"])}

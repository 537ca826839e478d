"""A load-balancing worker: a web server does start."""

from contextlib import asynccontextmanager

import uvicorn
from fastapi import FastAPI
from transformers import pipeline

MODELS = {}


@asynccontextmanager
async def lifespan(app: FastAPI):
    MODELS["llm"] = pipeline("text-generation", model="gpt2")
    yield


app = FastAPI(lifespan=lifespan)

if __name__ == "__main__":
    uvicorn.run(app, host="0.0.0.0", port=80)

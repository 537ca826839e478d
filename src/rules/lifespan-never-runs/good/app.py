import os
from contextlib import asynccontextmanager

from fastapi import FastAPI
from transformers import pipeline

model = None


def get_model():
    global model
    if model is None:
        model = pipeline("text-generation", model="gpt2")
    return model


@asynccontextmanager
async def lifespan(app: FastAPI):
    get_model()
    yield


@asynccontextmanager
async def count_requests(app: FastAPI):
    app.state.requests = 0
    yield


serverless = bool(os.environ.get("RUNPOD_ENDPOINT_ID"))
app = FastAPI(lifespan=None if serverless else lifespan)
admin = FastAPI(lifespan=count_requests)


@app.post("/generate")
async def generate(options: dict):
    return {"text": get_model()(options["prompt"])}

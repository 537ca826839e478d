"""A load-balancing worker serves HTTP itself and has no start()."""

import runpod
import uvicorn
from fastapi import FastAPI

app = FastAPI()


@app.post("/generate")
async def handler(job: dict):
    return {"version": runpod.__version__}


if __name__ == "__main__":
    uvicorn.run(app, host="0.0.0.0", port=8000)

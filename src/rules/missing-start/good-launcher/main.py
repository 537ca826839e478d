import runpod
from service import handler

if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})

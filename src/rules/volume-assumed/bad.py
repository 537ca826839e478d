import json

import runpod

CONFIG = "/runpod-volume/config.json"  # expect RP205 on "\"/runpod-volume/config.json\""


def handler(job):
    with open(CONFIG) as file:
        return json.load(file)


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})

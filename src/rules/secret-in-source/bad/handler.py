import runpod

runpod.api_key = "rpa_Q7K2M9D4T1W8Z5C3B6N0H4J7L2P9R5S8V1"  # key


def handler(job):
    return {"ok": True}


runpod.serverless.start({"handler": handler})

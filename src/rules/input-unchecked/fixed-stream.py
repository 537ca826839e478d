import runpod


async def stream(event):
    options = event.get("input", {})
    if "prompt" not in options:
        yield {"error": "The input has no prompt."}
        return
    for word in options["prompt"].split():  # expect RP209 on "options[\"prompt\"]"
        yield {"word": word}


if __name__ == "__main__":
    runpod.serverless.start({"handler": stream, "return_aggregate_stream": True})

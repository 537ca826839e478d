import runpod


async def stream(event):
    options = event.get("input", {})
    for word in options["prompt"].split():  # expect RP209 on "options[\"prompt\"]"
        yield {"word": word}


if __name__ == "__main__":
    runpod.serverless.start({"handler": stream, "return_aggregate_stream": True})

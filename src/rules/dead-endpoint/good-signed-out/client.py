import runpod

endpoint = runpod.Endpoint("gvghks6lzf4rfc")

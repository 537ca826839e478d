import runpod

endpoint = runpod.Endpoint("gvghks6lzf4rfc")  # expect RP601 on "gvghks6lzf4rfc"
URL = "https://api.runpod.ai/v2/kppjd45rdtvh73/run"

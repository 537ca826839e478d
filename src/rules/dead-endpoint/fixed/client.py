import runpod

endpoint = runpod.Endpoint("kppjd45rdtvh73")  # expect RP601 on "kppjd45rdtvh73"
URL = "https://api.runpod.ai/v2/kppjd45rdtvh73/run"

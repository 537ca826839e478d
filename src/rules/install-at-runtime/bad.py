import subprocess
import sys

import runpod

subprocess.check_call([sys.executable, "-m", "pip", "install", "flash-attn"])  # expect RP204 on "subprocess.check_call([sys.executable, \"-m\", \"pip\", \"install\", \"flash-attn\"])"


def handler(job):
    # expect RP204 on "subprocess.run(f\"pip install {job['input'].get('package')}\", shell=True)"
    subprocess.run(f"pip install {job['input'].get('package')}", shell=True)
    return {"ok": True}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})

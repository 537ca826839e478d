import subprocess

import runpod

try:
    import flash_attn
except ImportError:
    print("Install it with: pip install flash-attn")
    flash_attn = None


def handler(job):
    listed = subprocess.run(["pip", "list"], capture_output=True, text=True)
    return {"packages": listed.stdout, "flash": flash_attn is not None}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})

"""Other ways to start: an import of the function itself, inside main()."""

from runpod.serverless import start


def handler(job):
    return {"ok": True}


def main():
    start({"handler": handler})


if __name__ == "__main__":
    main()

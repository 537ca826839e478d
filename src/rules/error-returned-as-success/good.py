import runpod


def describe(error):
    return {"error": str(error)}


def handler(job):
    try:
        return {"size": len(job["input"].get("prompt"))}
    except KeyError:
        return {"size": 0}
    except TypeError as error:
        return describe(error)
    except ValueError as error:
        result = {"error": str(error), "kind": "value"}
        return result
    except Exception as error:
        print(error)
        raise


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})

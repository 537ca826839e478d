from faster_whisper import WhisperModel

_model = None


def load_models():
    global _model
    if _model is None:
        _model = WhisperModel("small")


def get_model():
    load_models()
    return _model


if __name__ == "__main__":
    print(WhisperModel("tiny"))

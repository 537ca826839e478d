from service.models import model


def predict(audio):
    return str(model.transcribe(audio))

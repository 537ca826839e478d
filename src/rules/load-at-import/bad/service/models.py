from faster_whisper import WhisperModel

model = WhisperModel("small")  # expect RP102 on "WhisperModel(\"small\")"

"""Not the SDK: a local package of the same name."""


def start_everything():
    return None

import handler

print("started", handler.NAME)

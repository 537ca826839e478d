#!/bin/bash
set -e
nvidia-smi || true
exec python -u /app/handler.py  # expect RP413 on "python -u /app/handler.py"

#!/bin/bash
source /venv/bin/activate
exec python -u /app/handler.py

#!/bin/bash
source /venv/bin/activate
python -u /app/handler.py

#!/bin/bash
pip install -r /app/requirements.txt  # expect RP204 on "pip install -r /app/requirements.txt"
exec python /app/handler.py

#!/bin/sh
export PYTHONUNBUFFERED=1
exec python /app/handler.py

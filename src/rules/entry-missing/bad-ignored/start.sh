#!/bin/bash
exec python -u /app/handler.py

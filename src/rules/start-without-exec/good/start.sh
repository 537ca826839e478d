#!/bin/bash
# Something is left to do when the worker ends.
python -u /app/handler.py
echo "worker ended with $?"

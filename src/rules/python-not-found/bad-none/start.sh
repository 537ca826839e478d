#!/bin/bash
set -e
exec python3 handler.py  # expect RP402 on "python3"

#!/bin/bash
cd "$(dirname "$0")"
python handler.py --check
cd "$PROJECT"
exec python handler.py

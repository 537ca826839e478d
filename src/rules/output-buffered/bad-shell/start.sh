#!/usr/bin/env bash
echo "starting"
exec python3 -B handler.py "$@"  # expect RP403 on "python3"

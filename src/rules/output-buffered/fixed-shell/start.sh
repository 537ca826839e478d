#!/usr/bin/env bash
echo "starting"
exec python3 -u -B handler.py "$@"  # expect RP403 on "python3"

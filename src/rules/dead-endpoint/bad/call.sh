#!/bin/bash
ENDPOINT=gvghks6lzf4rfc # expect RP601 on "gvghks6lzf4rfc"
curl "https://api.runpod.ai/v2/$ENDPOINT/health"

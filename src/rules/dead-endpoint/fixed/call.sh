#!/bin/bash
ENDPOINT=kppjd45rdtvh73 # expect RP601 on "gvghks6lzf4rfc"
curl "https://api.runpod.ai/v2/$ENDPOINT/health"

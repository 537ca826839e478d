#!/bin/bash
ENDPOINT=kppjd45rdtvh73 # expect RP601 on "kppjd45rdtvh73"
curl "https://api.runpod.ai/v2/$ENDPOINT/health"

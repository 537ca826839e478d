#!/bin/bash
ENDPOINT=kppjd45rdtvh73
curl "https://api.runpod.ai/v2/$ENDPOINT/health"

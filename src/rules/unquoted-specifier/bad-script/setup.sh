#!/bin/bash
pip install torch>=2.6 > /tmp/log  # expect RP412 on "torch>=2.6"

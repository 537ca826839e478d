import runpod

runpod.start_everything()

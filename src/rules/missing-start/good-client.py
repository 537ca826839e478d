"""A client of an endpoint, not a worker."""

import runpod


def call(endpoint_id, prompt):
    return runpod.Endpoint(endpoint_id).run_sync({"input": {"prompt": prompt}})

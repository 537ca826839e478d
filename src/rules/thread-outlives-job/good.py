import asyncio
import subprocess
import threading

import runpod


def warm_up():
    print("warm")


threading.Thread(target=warm_up).start()


def pipe(stream):
    for line in stream:
        print(line)


def render(job):
    process = subprocess.Popen(["render", job["id"]], stdout=subprocess.PIPE)
    threading.Thread(target=pipe, args=(process.stdout,), daemon=True).start()
    return process.wait()


async def step(number):
    await asyncio.sleep(number)


async def handler(job):
    tasks = [asyncio.create_task(step(number)) for number in range(3)]
    await asyncio.gather(*tasks)
    single = asyncio.create_task(step(1))
    await single
    code = await asyncio.to_thread(render, job)
    return {"code": code}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})

from diffusers import StableDiffusionPipeline


def generate(options):
    repo = "stabilityai/sd-turbo"
    pipe = StableDiffusionPipeline.from_pretrained(repo)  # expect RP103 on "StableDiffusionPipeline.from_pretrained(repo)"
    return {"image": str(pipe(options["prompt"]).images[0])}

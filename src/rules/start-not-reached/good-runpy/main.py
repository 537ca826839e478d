import runpy

runpy.run_module("handler", run_name="__main__")

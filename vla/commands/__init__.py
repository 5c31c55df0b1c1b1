"""The verbs of the command line, one module each: `run(text, overrides, console) -> exit code`."""

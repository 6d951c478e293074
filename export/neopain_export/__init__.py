"""The offline tool that makes the models which the monitor runs."""

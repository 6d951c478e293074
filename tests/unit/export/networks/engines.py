"""The app's own engine, for the tests of the written graphs."""

from __future__ import annotations

from neopain.vision.networks.inference import open_network


def run_onnx(graph, pictures):
    """Every output by name, on the CPU; a single picture gives arrays without the batch axis."""
    network = open_network(graph, prefer_gpu=False, threads=1)
    single = pictures.ndim == 3
    results = network.run(list(network.outputs), pictures[None] if single else pictures)
    return {name: values[0] if single else values for name, values in results.items()}

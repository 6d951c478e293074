"""Deep features: an aligned face through a network, as its manifest says the network wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from neopain.core.errors import ModelFault
from neopain.core.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from neopain.core.features import Float32Vector
    from neopain.core.frames import RgbImage
    from neopain.vision.models.manifest import InputSpec, Manifest, NetworkPart
    from neopain.vision.networks.inference import ImageTensor, Network


class NetworkEmbedding:
    """An open network and its manifest; gives the blocks `<name>.<output>`. Used by one thread."""

    def __init__(self, network: Network, manifest: Manifest) -> None:
        """Check that graph and manifest belong together. Raises: ModelFault."""
        part = manifest.network
        if part is None:
            raise ModelFault(
                Text(
                    "expected the manifest of a network, got {manifest_id}, a {kind}.",
                    manifest_id=manifest.id,
                    kind=manifest.kind,
                )
            )
        _fits(network, part, manifest.id)
        self._network = network
        self._name = manifest.name
        self._part = part

    @property
    def name(self) -> str:
        """The network's name, the first word of its blocks."""
        return self._name

    @property
    def outputs(self) -> Mapping[str, int]:
        """Output name -> flattened size."""
        return self._part.outputs

    @property
    def provider(self) -> str:
        """Where it runs, and why not on a GPU."""
        return self._network.provider

    def blocks(self, image: RgbImage, outputs: Sequence[str]) -> dict[str, Float32Vector]:
        """The named outputs of one face, flattened.

        Args:
            image: uint8 (H, W, 3) RGB; scaled to the network's input when it has another size.
            outputs: output names, as in `outputs`.

        Returns:
            Block name -> float32 (size,), all finite.

        Raises:
            ModelFault: unknown output, wrong size, or a value that is not finite.
        """
        values = self._network.run(outputs, prepared(image, self._part.input))
        blocks: dict[str, Float32Vector] = {}
        for output, value in values.items():
            flat = np.asarray(value, np.float32).reshape(-1)
            expected = self._part.outputs.get(output)
            if flat.size != expected or not np.isfinite(flat).all():
                raise ModelFault(
                    Text(
                        "{name}.{output}: expected {expected} finite values, got {size} of which "
                        "{finite} finite ({provider}). Restore the model's folder; if it stays, run "
                        "without the GPU.",
                        name=self._name,
                        output=output,
                        expected=expected,
                        size=flat.size,
                        finite=np.count_nonzero(np.isfinite(flat)),
                        provider=self.provider,
                    )
                )
            blocks[f"{self._name}.{output}"] = flat
        return blocks


def prepared(image: RgbImage, spec: InputSpec) -> ImageTensor:
    """`(pixels in channel order - mean) * scale`, float32 (1, 3, height, width). image: (H, W, 3) RGB."""
    if image.shape[:2] != (spec.height, spec.width):
        smaller = spec.height < image.shape[0]
        flags = cv2.INTER_AREA if smaller else cv2.INTER_LINEAR
        image = np.asarray(cv2.resize(image, (spec.width, spec.height), interpolation=flags), np.uint8)
    if spec.channels == "BGR":
        image = image[:, :, ::-1]
    values = (image.astype(np.float32) - np.array(spec.mean, np.float32)) * np.float32(spec.scale)
    return np.ascontiguousarray(values.transpose(2, 0, 1)[np.newaxis])


def _fits(network: Network, part: NetworkPart, model_id: str) -> None:
    """Compare what can be compared before the first face: input name and size, output names."""
    spec = part.input
    free_or = {(axis, size) for axis, size in enumerate(network.input.shape) if size is not None}
    wanted = {(1, 3), (2, spec.height), (3, spec.width)}
    clash = {axis for axis, size in free_or if axis and (axis, size) not in wanted}
    missing = [name for name in part.outputs if name not in network.outputs]
    if network.input.name != spec.tensor or clash or missing:
        raise ModelFault(
            Text(
                "{model_id}: the manifest wants {tensor} (N, 3, {height}, {width}) and outputs "
                "{outputs}; the graph has {input} {shape} and {given}. Make both again with "
                "`neopain-export import`.",
                model_id=model_id,
                tensor=spec.tensor,
                height=spec.height,
                width=spec.width,
                outputs=sorted(part.outputs),
                input=network.input.name,
                shape=network.input.shape,
                given=sorted(network.outputs),
            )
        )

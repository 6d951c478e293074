"""Model folders: what their manifests say, and that each file is the very file they name.

Takes: folders with a `manifest.toml`, the digests that are pinned.  Gives: checked manifests and bytes.
Knows: TOML, SHA-256, where models lie and which were promoted.  Never: pixels, what a model computes.
"""

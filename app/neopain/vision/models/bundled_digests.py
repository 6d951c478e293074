"""The digests of the bundled models' manifests, written by `neopain-export pin`.

A bundled model is used only if its manifest has the digest that stands here, in the program itself; the
manifest in turn holds the digest of the model's file.
"""

from __future__ import annotations

from typing import Final

MANIFESTS: Final[dict[str, str]] = {
    "dlib_face": "cb503a42f3a727f799172932b3c9db763d8b155d4c1937d287f1b89a316b0871",
    "dlib_face_int8": "c29cc8753a30a3ad061f8d88ce3efc71ed63ef6684526033d778c29f78648af6",
    "face_detector": "b7842615a20ebcf147bacd0f88c7a5c71b7dc8a7db3cee7e07a942dccb0d8320",
    "face_landmarker": "1229988aaf7da4114098ba2e01c5645fec73e35f9339ba9af854d2ecb815ccb9",
    "face_witness": "14444f2427fe746bfffc4ecedcebe1563024142ba1358110a355dedf02c6161e",
    "facial_actions": "dd9c6ef9affc9d7b1d99ef37fc66b71f649ac2e6ad0541a00e8f59aca7ea65b9",
    "mini_xception": "dace9cd81f5defa47c6053c0cf1eabef06e37453ae7aac339d289f9e231a120a",
    "pain_svm": "06aaee36442cb2b8bd635937556bfb9717342b674a8c2408bd487c3881eb06ee",
    "vgg16_imagenet": "b5aa78c4e0c3de19ccab6d85f6368474c6f3a9e5184881587ab10deb121f74e8",
    "vgg16_imagenet_int8": "ffea98996becb5bcfb8d70ea570c7c70bb5128ad27523bc4451dd32aa6b4c3cf",
    "way_up": "fe04252676b61e060e49fa8c582b2d28376ed4910bbf1b19cee21c85f5e2b44f",
}
"""Folder below `models/` -> sha256 of its manifest.toml."""

# SPDX-License-Identifier: Apache-2.0
"""Where ./vc4lab keeps what it builds."""
import os
import pathlib


def location():
    cache = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    return pathlib.Path(os.environ.get("VC4LAB_CACHE") or pathlib.Path(cache) / "vc4lab")

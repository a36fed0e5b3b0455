# SPDX-License-Identifier: Apache-2.0
"""Where ./vc4lab keeps what it builds, as build.store.Store has it."""
import os
import pathlib


def caches():
    """The folder of all programs' caches."""
    return pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")


def location():
    return pathlib.Path(os.environ.get("VC4LAB_CACHE") or caches() / "vc4lab").absolute()

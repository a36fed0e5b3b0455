# SPDX-License-Identifier: Apache-2.0
"""What the user is told."""


class SeriesError(Exception):
    """What is wrong, and what to do."""

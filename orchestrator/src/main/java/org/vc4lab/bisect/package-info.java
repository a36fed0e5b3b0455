// SPDX-License-Identifier: Apache-2.0
/** The search for the change at which a report appears or vanishes: over a series, or over a history of git's. */
@NullMarked
package org.vc4lab.bisect;

import org.jspecify.annotations.NullMarked;

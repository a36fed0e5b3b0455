// SPDX-License-Identifier: Apache-2.0
/** Builds kernels from pinned releases, patch series and git revisions. */
@NullMarked
package org.vc4lab.build.kernel;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** Patch series: reading them, checking them, applying them. */
@NullMarked
package org.vc4lab.patch;

import org.jspecify.annotations.NullMarked;

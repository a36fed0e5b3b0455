// SPDX-License-Identifier: Apache-2.0
/** Leaves out of a failing trial what it does not need to fail in the same way. */
@NullMarked
package org.vc4lab.shrink;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** The trials of a night: which, in which order, on which machine; what came of them, and of those of nights before. */
@NullMarked
package org.vc4lab.matrix;

import org.jspecify.annotations.NullMarked;

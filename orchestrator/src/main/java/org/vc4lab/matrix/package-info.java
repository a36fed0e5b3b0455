// SPDX-License-Identifier: Apache-2.0
/** Plans of trials, shards and their runs, results, and the history of nights. */
@NullMarked
package org.vc4lab.matrix;

import org.jspecify.annotations.NullMarked;

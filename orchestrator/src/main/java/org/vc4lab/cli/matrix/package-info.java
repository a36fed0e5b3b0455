// SPDX-License-Identifier: Apache-2.0
/** Reports of {@code matrix} and {@code merge}. */
@NullMarked
package org.vc4lab.cli.matrix;

import org.jspecify.annotations.NullMarked;

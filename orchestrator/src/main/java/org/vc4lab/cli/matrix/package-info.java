// SPDX-License-Identifier: Apache-2.0
/** What only {@code matrix} and {@code merge} write. */
@NullMarked
package org.vc4lab.cli.matrix;

import org.jspecify.annotations.NullMarked;

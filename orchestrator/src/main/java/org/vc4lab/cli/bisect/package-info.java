// SPDX-License-Identifier: Apache-2.0
/** What only {@code bisect} prints and asks for. */
@NullMarked
package org.vc4lab.cli.bisect;

import org.jspecify.annotations.NullMarked;

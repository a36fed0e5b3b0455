// SPDX-License-Identifier: Apache-2.0
/** The command line: one class a command over the library. */
@NullMarked
package org.vc4lab.cli;

import org.jspecify.annotations.NullMarked;

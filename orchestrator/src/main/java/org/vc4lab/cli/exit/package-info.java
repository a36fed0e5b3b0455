// SPDX-License-Identifier: Apache-2.0
/** How a command ends: its exit code, and the errors that the user sees. */
@NullMarked
package org.vc4lab.cli.exit;

import org.jspecify.annotations.NullMarked;

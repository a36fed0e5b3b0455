// SPDX-License-Identifier: Apache-2.0
/** Exit codes, and error messages for users. */
@NullMarked
package org.vc4lab.cli.exit;

import org.jspecify.annotations.NullMarked;

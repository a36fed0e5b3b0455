// SPDX-License-Identifier: Apache-2.0
/** What only {@code dmesg} reads and prints. */
@NullMarked
package org.vc4lab.cli.dmesg;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** Symbols and output formats of {@code dmesg}. */
@NullMarked
package org.vc4lab.cli.dmesg;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** Reads what people post about a bug, and drafts a case of it. Each guess has the line that it comes from. */
@NullMarked
package org.vc4lab.intake;

import org.jspecify.annotations.NullMarked;

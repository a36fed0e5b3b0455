// SPDX-License-Identifier: Apache-2.0
/** Reports of a night from its records: written to a Writer, and nothing else is read or written. */
@NullMarked
package org.vc4lab.report;

import org.jspecify.annotations.NullMarked;

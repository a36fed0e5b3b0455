// SPDX-License-Identifier: Apache-2.0
/**
 * Finds the reports in a kernel log: warnings, oopses, lock and context complaints, sanitizer findings, hangs.
 *
 * <p>A pure parser: text in, {@link org.vc4lab.kernellog.Report}s out, in one pass, with memory bounded by the largest
 * report. Titles follow the convention of the syzkaller project, so that they can be looked up there.
 */
@NullMarked
package org.vc4lab.kernellog;

import org.jspecify.annotations.NullMarked;

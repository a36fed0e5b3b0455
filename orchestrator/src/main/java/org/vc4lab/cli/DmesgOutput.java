// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import org.vc4lab.kernellog.Report;

/** Prints reports in one of the formats. */
sealed interface DmesgOutput permits DmesgTable, DmesgJson, DmesgJsonLines {
    void report(String file, Report report);

    /** Whether there was a report. */
    boolean printed();

    /** All logs have been read. */
    void end();
}

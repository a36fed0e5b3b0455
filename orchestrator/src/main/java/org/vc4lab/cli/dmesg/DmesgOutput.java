// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli.dmesg;

import org.vc4lab.kernellog.Report;

/** Prints reports in one of the formats. */
public sealed interface DmesgOutput permits DmesgTable, DmesgJson {
    void report(String file, Report report);

    /** All logs have been read. */
    void finish();
}

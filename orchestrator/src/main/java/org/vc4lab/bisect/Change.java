// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

/** What the wanted change did to the report. */
public enum Change {
    /** Before it the report does not show, from it on it does: a culprit. */
    APPEARS,
    /** Before it the report shows, from it on it does not: a fix. */
    VANISHES
}

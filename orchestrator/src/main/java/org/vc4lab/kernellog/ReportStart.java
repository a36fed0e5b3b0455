// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

/**
 * A line that begins a report.
 *
 * @param text the line from the rule's anchor on
 */
record ReportStart(Rule rule, String text) {}

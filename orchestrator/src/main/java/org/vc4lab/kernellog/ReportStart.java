// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

/**
 * A line that begins a report.
 *
 * @param text the line from the words on that the rule is anchored to
 */
record ReportStart(Rule rule, String text) {}

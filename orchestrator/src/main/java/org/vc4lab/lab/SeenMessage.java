// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

/**
 * A line in which a driver complains, outside of all reports.
 *
 * @param times how often it stands in this phase
 */
public record SeenMessage(Phase phase, String text, int times) {}

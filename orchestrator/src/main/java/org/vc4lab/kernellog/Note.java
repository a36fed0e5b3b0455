// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

/**
 * An error message of ALSA or DRM, which is no report.
 *
 * @param line its number in the log, from 1
 * @param text the line without its prefix
 */
public record Note(long line, String text) {}

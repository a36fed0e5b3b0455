// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

/**
 * A line worth knowing that is no report: an error that ALSA or DRM printed.
 *
 * @param line its number in the log, from 1
 * @param text the line without its prefix
 */
public record Note(long line, String text) {}

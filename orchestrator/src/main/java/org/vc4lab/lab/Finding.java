// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

/** One thing that the judge found, and what it makes of a trial. */
public record Finding(Verdict verdict, String reason) {}

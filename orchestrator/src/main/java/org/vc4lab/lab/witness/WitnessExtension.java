// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.witness;

/** What a trial's witness does in addition. */
@FunctionalInterface
public interface WitnessExtension {
    /** The same witness, which also does this. */
    Witness extend(Witness witness);
}

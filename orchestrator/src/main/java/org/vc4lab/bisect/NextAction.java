// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

/** What a search wants next. */
public sealed interface NextAction {
    /** A run of this subject. */
    record Test(Revision revision) implements NextAction {}

    /** Nothing more. */
    record Done(BisectionResult result) implements NextAction {}
}

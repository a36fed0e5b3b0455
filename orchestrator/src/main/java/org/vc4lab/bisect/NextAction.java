// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

/** What a search asks for next. */
public sealed interface NextAction {
    record Test(Revision revision) implements NextAction {}

    record Done(BisectionResult result) implements NextAction {}
}

// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

/** Exit codes that fit {@code git bisect run}: it takes 128 and above as a reason to stop. */
final class ExitCode {
    static final int GOOD = 0;
    static final int BAD = 1;
    /** Nothing can be told of this one: git bisect skips it. */
    static final int CANNOT_TELL = 125;

    static final int USAGE = 128;
    static final int INFRASTRUCTURE = 129;

    private ExitCode() {}
}

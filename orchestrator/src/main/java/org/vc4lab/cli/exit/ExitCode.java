// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli.exit;

/** Exit codes that fit {@code git bisect run}: it takes 128 and above as a reason to stop. */
public final class ExitCode {
    public static final int GOOD = 0;
    public static final int BAD = 1;
    /** Neither good nor bad, for example a kernel that does not build: git bisect skips it. */
    public static final int SKIP = 125;

    public static final int USAGE = 128;
    public static final int INFRASTRUCTURE = 129;

    private ExitCode() {}
}

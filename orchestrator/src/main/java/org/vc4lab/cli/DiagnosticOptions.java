// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options of every command that show what the lab does, and where it failed. */
final class DiagnosticOptions {
    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Show log messages on standard error.")
    private boolean verbose;

    @Option(names = "--stacktrace", scope = ScopeType.INHERIT, description = "Show the stack traces of errors.")
    private boolean stacktrace;

    boolean isVerbose() {
        return verbose;
    }

    boolean wantsStacktrace() {
        return stacktrace;
    }
}

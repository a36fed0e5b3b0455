// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

/** Where kernels are built and machines run. */
public enum LaunchMode {
    /** On this host. */
    LOCAL("local"),
    /** In containers without network, which see nothing else of this host; needs Docker. */
    CONTAINER("container"),
    /** On this host where the tools are there, or where there is no Docker; else in containers. */
    AUTO("auto");

    private final String text;

    LaunchMode(String text) {
        this.text = text;
    }

    /** As the command line has it. */
    @Override
    public String toString() {
        return text;
    }
}

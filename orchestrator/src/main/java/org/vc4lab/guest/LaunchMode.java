// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

/** The place where kernels are built and machines run. */
public enum LaunchMode {
    /** On this host. */
    LOCAL("local"),
    /** In sandboxes without network and without access to the rest of this host; needs bubblewrap. */
    SANDBOX("sandbox"),
    /** In containers without network and without access to the rest of this host; needs Docker. */
    CONTAINER("container"),
    /** In sandboxes if they work here, otherwise in containers if Docker is available, otherwise on this host. */
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

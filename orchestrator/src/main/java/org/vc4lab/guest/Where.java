// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.util.Locale;

/** Where kernels are built and machines run. */
public enum Where {
    /** On this host. */
    LOCAL,
    /** In containers without network, which see nothing else of this host; needs Docker. */
    CONTAINER,
    /** On this host where the tools are there, or where there is no Docker; else in containers. */
    AUTO;

    /** As the command line has it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

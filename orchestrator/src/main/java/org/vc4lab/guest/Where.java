// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

/** Where kernels are built and machines run. */
public enum Where {
    /** On this host. */
    LOCAL,
    /** In containers without network, which see nothing else of this host; needs Docker. */
    CONTAINER,
    /** On this host where the tools are there, or where there is no Docker; else in containers. */
    AUTO
}

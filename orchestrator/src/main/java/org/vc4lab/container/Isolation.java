// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.container;

/** What stands between untrusted programs and this host. */
public sealed interface Isolation {
    Isolation NONE = new None();

    /** Nothing: they have all rights of the user. */
    record None() implements Isolation {}

    record InSandbox(Sandbox sandbox) implements Isolation {}

    record InContainers(DockerEngine engine) implements Isolation {}
}

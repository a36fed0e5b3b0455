// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.rootfs;

import java.nio.file.Path;

/**
 * The built root file system of an architecture, without a scenario.
 *
 * @param archive an initramfs (cpio.gz), to which {@link Initrd} appends the kernel's and the scenario's part
 * @param tone the WAV file that is in it
 * @param id its key in the store: the same inputs have the same id
 */
public record Rootfs(Path archive, Path tone, String id) {}

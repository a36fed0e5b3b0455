// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.rootfs;

import java.nio.file.Path;

/**
 * The userland of an architecture that was built, without a scenario.
 *
 * @param archive an initramfs (cpio.gz); {@link Initrd} puts the kernel's and the scenario's part behind it
 * @param tone the WAV that is in it
 * @param id its key in the store: the same inputs have the same id
 */
public record Rootfs(Path archive, Path tone, String id) {}

// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import java.nio.file.Path;

/**
 * A kernel that was built.
 *
 * @param image what {@code -kernel} gets: the boot stub and the zImage behind it
 * @param symbols vmlinux, for names and lines
 * @param config the final .config
 * @param canary the module whose loading breaks the rules on purpose, for the initramfs
 * @param id its key in the store: the same inputs have the same id
 */
public record Kernel(Path image, Path deviceTree, Path symbols, Path config, Path canary, String id) {}

// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import org.jspecify.annotations.Nullable;

/**
 * The task and context of a report. A field that was not printed is null.
 *
 * @param inAtomic the number behind {@code in_atomic():}
 * @param irqsDisabled the number behind {@code irqs_disabled():}, 128 on ARM
 * @param nonBlock the number behind {@code non_block:}
 * @param comm the task's name
 * @param kernel the kernel's release
 * @param caller printk's caller id, as {@code T123} or {@code C0}
 */
public record TaskContext(
        @Nullable Integer inAtomic,
        @Nullable Integer irqsDisabled,
        @Nullable Integer nonBlock,
        @Nullable Integer pid,
        @Nullable String comm,
        @Nullable Integer cpu,
        @Nullable String kernel,
        @Nullable String caller) {}

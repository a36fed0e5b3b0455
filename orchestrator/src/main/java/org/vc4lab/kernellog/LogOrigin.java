// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

/** Where a log comes from. */
public enum LogOrigin {
    /** As the kernel printed it: each line is one, and what has no timestamp is user space's. */
    CONSOLE,
    /** What people post: copied into mails and commit messages, quoted, wrapped, or with the newest line first. */
    POSTED
}

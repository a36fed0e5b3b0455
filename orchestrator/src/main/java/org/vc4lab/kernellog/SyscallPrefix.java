// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.List;

/** The spellings of a system call's entry, which differ by architecture and age of the kernel. */
final class SyscallPrefix {
    private static final List<String> PREFIXES = List.of(
            "SYSC_",
            "SyS_",
            "sys_",
            "__x64_",
            "__ia32_",
            "__arm64_",
            "____sys_",
            "___sys_",
            "__sys_",
            "__se_sys_",
            "__se_",
            "__do_sys_",
            "compat_SYSC_",
            "compat_SyS_",
            "ksys_");

    private SyscallPrefix() {}

    /** The function without the longest of the spellings that it begins with. */
    static String strip(String function) {
        int longest = 0;
        for (String prefix : PREFIXES) {
            if (function.startsWith(prefix)) {
                longest = Math.max(longest, prefix.length());
            }
        }
        return function.substring(longest);
    }
}

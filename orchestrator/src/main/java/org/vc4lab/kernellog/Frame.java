// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

/**
 * One line of a call trace.
 *
 * @param function the symbol as printed, with a compiler's suffix such as {@code .constprop.0}
 * @param offset bytes into the function, or {@link #UNKNOWN} if the kernel printed none
 * @param size size of the function, or {@link #UNKNOWN}
 * @param module the module, or "" for the kernel image itself
 * @param unreliable marked with {@code ?} or {@code (unreliable)}: found on the stack, possibly stale
 */
public record Frame(String function, long offset, long size, String module, boolean unreliable) {
    public static final long UNKNOWN = -1;

    /** The function without a compiler's suffix. */
    public String baseName() {
        return baseName(function);
    }

    /** A function's name without a compiler's suffix. */
    public static String baseName(String function) {
        int dot = function.indexOf('.', 1);
        return dot < 0 ? function : function.substring(0, dot);
    }

    /**
     * The call of which this is the return address. That belongs to the statement after the call, so the call is looked
     * up one byte before.
     */
    Frame callSite() {
        return offset > 0 ? new Frame(function, offset - 1, size, module, unreliable) : this;
    }

    @Override
    public String toString() {
        String location = offset == UNKNOWN ? "" : "+0x" + Long.toHexString(offset) + "/0x" + Long.toHexString(size);
        return (unreliable ? "? " : "") + function + location + (module.isEmpty() ? "" : " [" + module + "]");
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Searches arrays of bytes, eight at a time. */
final class ByteSearch {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long LOW_BITS = 0x7f7f7f7f7f7f7f7fL;

    private ByteSearch() {}

    static int intAt(byte[] bytes, int start) {
        return (int) INTS.get(bytes, start);
    }

    static int indexOf(byte[] bytes, byte value, int start, int end) {
        long pattern = ONES * value;
        int i = start;
        for (; i + Long.BYTES <= end; i += Long.BYTES) {
            long matches = zeroBytes((long) LONGS.get(bytes, i) ^ pattern);
            if (matches != 0) {
                return i + Long.numberOfTrailingZeros(matches) / Byte.SIZE;
            }
        }
        for (; i < end; i++) {
            if (bytes[i] == value) {
                return i;
            }
        }
        return -1;
    }

    /** The top bit of each byte that is zero, exactly. */
    private static long zeroBytes(long word) {
        return ~(((word & LOW_BITS) + LOW_BITS) | word | LOW_BITS);
    }
}

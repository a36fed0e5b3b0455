// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A version of Linux, as far as features depend on it: 5.10.223 and v5.10-rc1 are both 5.10. */
public record KernelVersion(int major, int minor) implements Comparable<KernelVersion> {
    private static final Pattern VERSION = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(?:\\.\\d+)*");
    private static final Comparator<KernelVersion> ORDER =
            Comparator.comparingInt(KernelVersion::major).thenComparingInt(KernelVersion::minor);

    /**
     * Reads "5.10" or "5.10.223".
     *
     * @throws IllegalArgumentException if it is no version
     */
    public static KernelVersion of(String text) {
        Matcher version = VERSION.matcher(text);
        if (!version.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no version of Linux, such as 6.1 or 6.1.176");
        }
        return new KernelVersion(Integer.parseInt(version.group(1)), Integer.parseInt(version.group(2)));
    }

    @Override
    public int compareTo(KernelVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}

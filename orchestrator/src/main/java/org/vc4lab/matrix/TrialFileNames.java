// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import org.vc4lab.source.Sha256;

/** File names of trials. */
public final class TrialFileNames {
    private static final int DIGITS = 8;

    private TrialFileNames() {}

    /** One path element that is valid in any file system and in a URL; distinct ids have distinct names. */
    public static String of(String id) {
        String plain = id.replace('/', '_').replaceAll("[^A-Za-z0-9._-]", "-");
        boolean ambiguous = !plain.replace('_', '/').equals(id) || plain.startsWith(".");
        return ambiguous ? "t" + plain + "-" + Sha256.of(id).substring(0, DIGITS) : plain;
    }
}

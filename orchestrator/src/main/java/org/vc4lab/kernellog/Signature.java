// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * What makes two reports the same bug: their kind and their title, which names a function and nothing that changes with
 * the run. Frames further out are left out on purpose: compilers inline them differently from one architecture and
 * kernel to the next.
 */
final class Signature {
    private static final int BYTES = 8;

    /** Kernels changed their mind about which word a headline begins with. */
    private static final List<String> HEADLINE_WORDS = List.of("BUG: ", "WARNING: ", "INFO: ");

    private Signature() {}

    static String of(ReportKind kind, String title) {
        String bare = title;
        for (String head : HEADLINE_WORDS) {
            bare = bare.startsWith(head) ? bare.substring(head.length()) : bare;
        }
        bare = bare.replace("slab-use-after-free", "use-after-free");
        byte[] digest = sha256().digest((kind + "\n" + bare).getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest, 0, BYTES);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}

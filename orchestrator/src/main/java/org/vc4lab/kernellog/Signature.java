// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Identifies a bug by the kind and title of its reports; the title names a function and nothing that changes from run
 * to run. Outer frames do not count, as inlining differs between architectures and kernels.
 */
final class Signature {
    private static final int BYTES = 8;

    /** Which of these a headline begins with differs between kernels. */
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

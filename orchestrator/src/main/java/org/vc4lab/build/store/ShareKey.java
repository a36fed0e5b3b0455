// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret of the machines that share what they built. It signs a file together with its name: the last bytes of the
 * file are an HMAC-SHA256 of both, so that a reader can refuse a file before it interprets any of it.
 */
record ShareKey(SecretKeySpec secret) {
    /** The environment variable with the path of the file with the secret. */
    static final String VARIABLE = "VC4LAB_SHARE_KEY";

    private static final String ALGORITHM = "HmacSHA256";
    private static final int SIGNATURE_BYTES = 32;
    /** With a shorter secret, a signed file would be enough to guess it. */
    private static final int MIN_CHARACTERS = 32;

    /** Reads the secret; white space around it does not count. */
    static ShareKey read(Path file) throws IOException {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        } catch (IOException unreadable) {
            throw keyError("cannot be read: " + unreadable);
        }
        if (text.length() < MIN_CHARACTERS) {
            throw keyError("has fewer than " + MIN_CHARACTERS + " characters: " + file);
        }
        return new ShareKey(new SecretKeySpec(text.getBytes(StandardCharsets.ISO_8859_1), ALGORITHM));
    }

    private static IOException keyError(String problem) {
        return new IOException("the file that " + VARIABLE + " names " + problem
                + "; make one with `openssl rand -hex 32` and give it to all machines of the share");
    }

    /** Appends the signature. */
    void sign(String name, Path file) throws IOException {
        Files.write(file, signature(name, file, Files.size(file)), StandardOpenOption.APPEND);
    }

    /** Removes the signature; false if it is not that of this name and content under this key. */
    boolean verifyAndStrip(String name, Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long length = channel.size() - SIGNATURE_BYTES;
            ByteBuffer claimed = ByteBuffer.allocate(SIGNATURE_BYTES);
            if (length < 0 || channel.read(claimed, length) != SIGNATURE_BYTES) {
                return false;
            }
            channel.truncate(length);
            return MessageDigest.isEqual(claimed.array(), signature(name, file, length));
        }
    }

    private byte[] signature(String name, Path file, long length) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            mac.update(("vc4lab share 1\n" + name + "\n" + length + "\n").getBytes(StandardCharsets.UTF_8));
            byte[] block = new byte[1 << 16];
            for (int read = in.read(block); read >= 0; read = in.read(block)) {
                mac.update(block, 0, read);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has " + ALGORITHM, impossible);
        }
    }

    @Override
    public String toString() {
        return "ShareKey";
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.io.IOException;

/** A JVM that asks for a private folder while it has one and is about to end. */
final class CreatesDirectoryAtShutdown {
    private CreatesDirectoryAtShutdown() {}

    public static void main(String[] arguments) throws IOException {
        PrivateTempDirectory.create("vc4lab-before");
        Runtime.getRuntime().addShutdownHook(new Thread(CreatesDirectoryAtShutdown::createDuringShutdown));
    }

    private static void createDuringShutdown() {
        try {
            System.out.println(
                    "created " + PrivateTempDirectory.create("vc4lab-after").path());
        } catch (IOException refused) {
            System.out.println("refused: " + refused.getMessage());
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.io.IOException;

/** A JVM that asks for a private folder while it has one and is about to end. */
final class CreatesFolderAtShutdown {
    private CreatesFolderAtShutdown() {}

    public static void main(String[] arguments) throws IOException {
        PrivateFolder.create("vc4lab-before");
        Runtime.getRuntime().addShutdownHook(new Thread(CreatesFolderAtShutdown::tooLate));
    }

    private static void tooLate() {
        try {
            System.out.println("created " + PrivateFolder.create("vc4lab-after").path());
        } catch (IOException refused) {
            System.out.println("refused: " + refused.getMessage());
        }
    }
}

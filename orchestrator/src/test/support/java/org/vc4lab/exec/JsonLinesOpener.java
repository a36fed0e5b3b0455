// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.exec;

import java.io.IOException;
import java.nio.file.Path;

/** Another process that opens a file of JSON lines, and prints what came of it. */
final class JsonLinesOpener {
    private JsonLinesOpener() {}

    public static void main(String[] arguments) {
        try {
            JsonLines.open(Path.of(arguments[0]), String.class).close();
            System.out.println("opened");
        } catch (IOException refused) {
            System.out.println(refused.getMessage());
        }
    }
}

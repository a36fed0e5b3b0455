// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.source;

import java.io.IOException;

/** A YAML file that cannot be used; the message begins with the file, the line, the column and the key. */
public final class YamlException extends IOException {
    private static final long serialVersionUID = 1L;

    YamlException(String message) {
        super(message);
    }
}

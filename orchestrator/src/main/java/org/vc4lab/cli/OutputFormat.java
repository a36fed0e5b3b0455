// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

/** How results are printed; the names are what users type. */
enum OutputFormat {
    table("table"),
    json("json");

    private final String text;

    OutputFormat(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}

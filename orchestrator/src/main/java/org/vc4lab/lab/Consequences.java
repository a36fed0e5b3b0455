// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.util.List;

/**
 * What may follow in the same boot once a report of the bug has come, and is then part of it.
 *
 * @param titles beginnings of reports' titles
 * @param hang whether the guest may hang, and so leave what it plays unfinished
 */
public record Consequences(List<String> titles, boolean hang) {
    static final Consequences NONE = new Consequences(List.of(), false);

    public Consequences {
        titles = List.copyOf(titles);
    }

    boolean cover(String title) {
        return titles.stream().anyMatch(title::startsWith);
    }
}

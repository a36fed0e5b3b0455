// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.util.List;
import org.vc4lab.kernellog.Kind;

/**
 * A report that the case knows by name, whatever its line numbers.
 *
 * @param source the source file that its first line names, or "" for any
 */
public record NamedReport(String name, String title, Kind kind, String source, List<ChainLink> chain) {
    public NamedReport {
        chain = List.copyOf(chain);
    }
}

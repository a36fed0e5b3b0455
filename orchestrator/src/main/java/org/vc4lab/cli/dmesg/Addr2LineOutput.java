// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli.dmesg;

import java.util.ArrayList;
import java.util.List;
import org.vc4lab.cli.dmesg.Symbolizer.SourceLocation;

/** Parses {@code addr2line -a -f -i}: an address, then a line each for function and location, innermost first. */
final class Addr2LineOutput {
    private Addr2LineOutput() {}

    static List<List<SourceLocation>> parse(List<String> lines, int addresses) {
        List<List<SourceLocation>> locationsByAddress = new ArrayList<>();
        int i = 0;
        while (i < lines.size()) {
            List<SourceLocation> locations = new ArrayList<>();
            for (i++; i + 1 < lines.size() && !lines.get(i).startsWith("0x"); i += 2) {
                add(locations, lines.get(i), lines.get(i + 1));
            }
            locationsByAddress.add(markInlined(locations));
        }
        while (locationsByAddress.size() < addresses) {
            locationsByAddress.add(List.of());
        }
        return locationsByAddress;
    }

    private static void add(List<SourceLocation> locations, String function, String fileAndLine) {
        int colon = fileAndLine.lastIndexOf(':');
        String lineNumber = fileAndLine.substring(colon + 1).split(" ", 2)[0];
        boolean hasLine = colon > 0
                && !fileAndLine.startsWith("?")
                && !lineNumber.isEmpty()
                && lineNumber.chars().allMatch(Character::isDigit);
        if (hasLine) {
            locations.add(
                    new SourceLocation(function, fileAndLine.substring(0, colon), Integer.parseInt(lineNumber), false));
        }
    }

    /** All but the outermost were inlined into the next. */
    private static List<SourceLocation> markInlined(List<SourceLocation> locations) {
        List<SourceLocation> markedLocations = new ArrayList<>();
        for (int i = 0; i < locations.size(); i++) {
            SourceLocation location = locations.get(i);
            markedLocations.add(new SourceLocation(
                    location.function(), location.file(), location.line(), i + 1 < locations.size()));
        }
        return List.copyOf(markedLocations);
    }
}

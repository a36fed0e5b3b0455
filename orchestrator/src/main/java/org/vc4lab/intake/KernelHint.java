// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.intake;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vc4lab.build.kernel.KernelVersion;
import org.vc4lab.kernellog.Report;

/** The release of the kernel that printed the reports. */
record KernelHint(PostedText text) {
    private static final Pattern RELEASE = Pattern.compile("(?<version>[0-9]{1,3}\\.[0-9]{1,3})(?![0-9])\\S*+");
    private static final Pattern TAINTED = Pattern.compile("(?:Not tainted|Tainted: )");
    private static final Pattern BANNER = Pattern.compile("Linux version (?=[0-9])");

    /** @param release as printed, such as "5.9.0-rc5-v7l+" */
    record PrintedRelease(String release, KernelVersion version) {}

    /** Empty if no line names it. */
    Optional<Guess<PrintedRelease>> read() {
        for (Report report : text.reports()) {
            String release = report.context().kernel();
            if (release != null && RELEASE.matcher(release).lookingAt()) {
                SourceLine line = text.linesOf(report).stream()
                        .filter(candidate -> candidate.text().contains(release))
                        .findFirst()
                        .orElseGet(() -> text.firstLineOf(report));
                return find(release, 0).map(printed -> Guess.of(printed, line.quoted()));
            }
        }
        return text.lines().stream().flatMap(line -> find(line).stream()).findFirst();
    }

    private static Optional<Guess<PrintedRelease>> find(SourceLine line) {
        for (Pattern introduction : new Pattern[] {TAINTED, BANNER}) {
            Matcher matcher = introduction.matcher(line.text());
            if (matcher.find()) {
                return find(line.text(), matcher.end()).map(printed -> Guess.of(printed, line.quoted()));
            }
        }
        return Optional.empty();
    }

    private static Optional<PrintedRelease> find(String text, int start) {
        Matcher release = RELEASE.matcher(text);
        return release.find(start)
                ? Optional.of(new PrintedRelease(
                        SourceLine.printable(release.group()), KernelVersion.of(release.group("version"))))
                : Optional.empty();
    }
}

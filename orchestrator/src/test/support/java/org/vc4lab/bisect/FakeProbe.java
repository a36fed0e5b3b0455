// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.vc4lab.bisect.Subject.Point;
import org.vc4lab.bisect.Subject.Without;

/** A history of 64 commits that takes no time: commits 30 to 33 cannot be used, every fourth changes nothing. */
final class FakeProbe implements Probe {
    static final int COMMITS = 64;
    static final int CULPRIT = 41;
    private static final int NO_BUILD = 30;
    private static final int NO_BOOT = 31;
    private static final int OTHER_REPORT = 32;

    /** What was asked, as "make 12" and "look 12". */
    final List<String> asked = new CopyOnWriteArrayList<>();

    /** The images that were run, to find any that was run twice. */
    final List<String> run = new CopyOnWriteArrayList<>();

    static Search search() {
        return new Search(Lineage.linear(COMMITS), Change.APPEARS, Settings.deterministic());
    }

    @Override
    public Made make(Subject subject) throws IOException, InterruptedException {
        asked.add("make " + subject);
        return subject.equals(new Point(NO_BUILD))
                ? new Made.Nothing("it does not compile", List.of(NO_BUILD + 1))
                : new Made.Image(image(subject));
    }

    private static String image(Subject subject) {
        return subject instanceof Point point && point.number() % 4 == 3
                ? "image of " + (point.number() - 1)
                : "image of " + subject;
    }

    @Override
    public Sight look(Subject subject, Path folder) throws IOException, InterruptedException {
        asked.add("look " + subject);
        run.add(image(subject));
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("console.log"), subject.toString());
        if (subject.equals(new Point(NO_BOOT))) {
            return new Sight(Sight.Kind.NO_BOOT, "no user space");
        }
        if (subject.equals(new Point(OTHER_REPORT))) {
            return new Sight(Sight.Kind.OTHER_REPORT, "another warning");
        }
        boolean shows =
                subject instanceof Point point ? point.number() >= CULPRIT : ((Without) subject).suspect() != CULPRIT;
        return shows
                ? new Sight(Sight.Kind.SHOWN, "", List.of("innermost", "outermost"))
                : new Sight(Sight.Kind.ABSENT, "");
    }

    @Override
    public List<Integer> harmless() {
        return IntStream.range(0, COMMITS / 2).filter(i -> i % 8 == 7).boxed().toList();
    }

    @Override
    public List<List<Integer>> named(Point where, List<String> functions) {
        asked.add("named " + functions);
        return List.of(List.of(9, CULPRIT, 55), List.of(20));
    }

    /** A set of all that is in a journal already, as it would be asked. */
    static Set<String> known(List<Event> events) {
        return Set.copyOf(events.stream()
                .flatMap(event -> {
                    if (event instanceof Event.Built built) {
                        return List.of("make " + built.subject()).stream();
                    }
                    if (event instanceof Event.Named) {
                        return List.of("named [innermost, outermost]").stream();
                    }
                    return event instanceof Event.Looked looked
                            ? List.of("look " + looked.subject()).stream()
                            : List.<String>of().stream();
                })
                .toList());
    }
}

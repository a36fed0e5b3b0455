// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.vc4lab.bisect.Answer;
import org.vc4lab.bisect.BisectDocument;
import org.vc4lab.bisect.Change;
import org.vc4lab.bisect.Event;
import org.vc4lab.bisect.GitBisectLog;
import org.vc4lab.bisect.GitBisectLog.Terms;
import org.vc4lab.bisect.Made;
import org.vc4lab.bisect.Search;
import org.vc4lab.bisect.Sight;
import org.vc4lab.bisect.Subject;
import org.vc4lab.bisect.Suspect;
import org.vc4lab.bisect.Territory;
import org.vc4lab.bisect.Wanted;
import org.vc4lab.build.Progress;

/** Tells a user what a bisection learns, and what came of it, and keeps git's log of it. */
final class BisectPrinter {
    private static final double CERTAIN = 0.99999;

    private final Territory territory;
    private final Wanted wanted;
    private final Change change;
    private final Terms terms;
    private final Path folder;
    private final Search search;
    private final List<Event> events = new ArrayList<>();

    BisectPrinter(Territory territory, Wanted wanted, Change change, Terms terms, Path folder, Search search) {
        this.territory = territory;
        this.wanted = wanted;
        this.change = change;
        this.terms = terms;
        this.folder = folder;
        this.search = search;
    }

    /** One thing was learnt. */
    void tell(Event event, Progress progress) {
        events.add(event);
        writeLog();
        if (event instanceof Event.Built built && built.made() instanceof Made.Nothing nothing) {
            progress.note(name(built.subject()) + " " + firstLine(nothing.reason()));
        } else if (event instanceof Event.Looked looked) {
            progress.note(String.format(
                    Locale.ROOT,
                    "%s %s (%.1f s); %d left",
                    name(looked.subject()),
                    told(looked.sight()),
                    looked.millis() / 1000.0,
                    search.suspectsLeft()));
        } else if (event instanceof Event.Alike alike && !alike.suspects().isEmpty()) {
            progress.note(alike.suspects().size() + " of "
                    + territory.suspects().size() + " commits leave the kernel as it is");
        } else if (event instanceof Event.Named named) {
            tell(named, progress);
        }
    }

    private void tell(Event.Named named, Progress progress) {
        Set<Integer> harmless = events.stream()
                .filter(Event.Alike.class::isInstance)
                .flatMap(event -> ((Event.Alike) event).suspects().stream())
                .collect(Collectors.toSet());
        long count = named.suspects().stream()
                .flatMap(List::stream)
                .distinct()
                .filter(suspect -> !harmless.contains(suspect))
                .count();
        if (count > 0) {
            progress.note(count + " of " + territory.suspects().size()
                    + " commits change files that the report's call trace names: they are likelier");
        }
    }

    private String told(Sight sight) {
        return switch (sight.kind()) {
            case SHOWN -> "shows " + sight.detail();
            case ABSENT -> "does not show " + wanted;
            case OTHER_REPORT -> "shows another report: " + sight.detail();
            case NO_BOOT, UNCLEAR -> "tells nothing: " + sight.detail();
        };
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    private String name(Subject subject) {
        if (subject instanceof Subject.Point point) {
            Suspect suspect = territory.at(point);
            return suspect.shortId() + " (" + suspect.title() + ")";
        }
        return "the newer end without "
                + suspect(((Subject.Without) subject).suspect()).shortId();
    }

    private Suspect suspect(int number) {
        return territory.suspects().get(number);
    }

    private void writeLog() {
        List<String> lines = GitBisectLog.write(territory, change, terms, events, search::isSettledAbsent);
        try {
            Path fresh = folder.resolve("git-bisect.log.new");
            Files.write(fresh, lines);
            Files.move(fresh, folder.resolve("git-bisect.log"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    void json(Answer answer, PrintWriter out) throws IOException {
        end(answer);
        BisectDocument.of(territory, wanted, change, answer, events, folder).write(out);
    }

    void print(Answer answer, PrintWriter out) {
        end(answer);
        if (answer instanceof Answer.Found found) {
            found(found, out);
        } else if (answer instanceof Answer.Inconclusive open) {
            open(open, out);
        } else {
            out.println(withoutChange(answer));
        }
        out.println(effort());
        out.println("Journal, evidence and git-bisect.log: " + folder);
    }

    private void end(Answer answer) {
        events.add(new Event.Ended(answer));
        writeLog();
    }

    private void found(Answer.Found found, PrintWriter out) {
        Suspect suspect = suspect(found.suspect());
        boolean appears = change == Change.APPEARS;
        out.println(
                suspect.shortId() + " is the first " + (appears ? "with " : "without ") + wanted + certainty(found));
        out.println("    " + suspect.title());
        String with = "shows " + wanted;
        String without = "does not show " + wanted;
        out.println("checked: it " + (appears ? with : without) + ", what comes before it " + (appears ? without : with)
                + ", the newer end without it " + (appears ? without : with));
    }

    private static String certainty(Answer.Found found) {
        return found.confidence() > CERTAIN
                ? ""
                : String.format(Locale.ROOT, " (%.1f %% certain)", 100 * found.confidence());
    }

    private void open(Answer.Inconclusive open, PrintWriter out) {
        out.println("inconclusive: " + open.reason());
        open.suspects()
                .forEach(one -> out.printf(
                        Locale.ROOT,
                        "    %3.0f %%  %s %s%n",
                        100 * one.chance(),
                        suspect(one.suspect()).shortId(),
                        suspect(one.suspect()).title()));
    }

    private String withoutChange(Answer answer) {
        if (answer instanceof Answer.Everywhere) {
            return "nobody: " + wanted + " shows at both ends, so it was there from the start";
        }
        if (answer instanceof Answer.Nowhere) {
            return "nobody: " + wanted + " shows at neither end";
        }
        return "the ends are swapped: the one given as bad does not show " + wanted + ", the one given as good does";
    }

    private String effort() {
        long built = events.stream().filter(Event.Built.class::isInstance).count();
        long booted = events.stream().filter(Event.Looked.class::isInstance).count();
        return built + " kernels made, " + booted + " boots, for "
                + territory.suspects().size() + " suspects";
    }
}

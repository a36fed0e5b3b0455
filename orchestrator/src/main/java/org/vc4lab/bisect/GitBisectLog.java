// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The log of {@code git bisect log}: read from others, and written for {@code git bisect replay}. */
public final class GitBisectLog {
    private static final Pattern STATEMENT = Pattern.compile("git bisect (\\S+)(.*)");
    private static final String SKIP = "skip";

    private GitBisectLog() {}

    /** What the two sides are called. */
    public record Terms(String older, String newer) {
        public static final Terms DEFAULT = new Terms("good", "bad");

        private Terms with(String option, String term) {
            return option.matches("--term-(old|good)") ? new Terms(term, newer) : new Terms(older, term);
        }

        private Optional<Side> side(String word) {
            if (word.equals(SKIP)) {
                return Optional.of(Side.SKIPPED);
            }
            if (word.equals(older) || word.equals("good") || word.equals("old")) {
                return Optional.of(Side.OLDER);
            }
            return word.equals(newer) || word.equals("bad") || word.equals("new")
                    ? Optional.of(Side.NEWER)
                    : Optional.empty();
        }
    }

    /** What was said of a commit. */
    public enum Side {
        OLDER,
        NEWER,
        SKIPPED
    }

    /**
     * What was said of one commit.
     *
     * @param revision as it stands in the log: an id, or a name
     */
    public record Statement(Side side, String revision) {}

    /**
     * What a log says.
     *
     * @throws IllegalArgumentException where it holds a line that none of git's logs has
     */
    public static List<Statement> read(List<String> lines) {
        List<Statement> statements = new ArrayList<>();
        Terms terms = Terms.DEFAULT;
        for (String line : lines) {
            Matcher statement = STATEMENT.matcher(line.strip());
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (!statement.matches()) {
                throw new IllegalArgumentException("not a line of a git bisect log: '" + line + "'");
            }
            if (statement.group(1).equals("start")) {
                terms = start(words(statement.group(2)), terms, statements);
                continue;
            }
            Side side = terms.side(statement.group(1))
                    .orElseThrow(
                            () -> new IllegalArgumentException("an unknown term in a git bisect log: '" + line + "'"));
            words(statement.group(2)).forEach(revision -> statements.add(new Statement(side, revision)));
        }
        return statements;
    }

    /** The words of a line, out of git's quotes. */
    private static List<String> words(String line) {
        return Stream.of(line.strip().split("\\s+", -1))
                .map(word -> word.replace("'", ""))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** Reads "start [--term-new TERM] [--term-old=TERM] [NEWER [OLDER...]] [-- PATH...]". */
    private static Terms start(List<String> words, Terms before, List<Statement> statements) {
        Terms terms = before;
        Side side = Side.NEWER;
        for (int i = 0; i < words.size() && !words.get(i).equals("--"); i++) {
            String word = words.get(i);
            if (word.matches("--term-(old|good|new|bad)=.*")) {
                terms = terms.with(word.substring(0, word.indexOf('=')), word.substring(word.indexOf('=') + 1));
            } else if (word.matches("--term-(old|good|new|bad)") && i + 1 < words.size()) {
                i++;
                terms = terms.with(word, words.get(i));
            } else if (!word.startsWith("--")) {
                statements.add(new Statement(side, word));
                side = Side.OLDER;
            }
        }
        return terms;
    }

    /**
     * The log of a bisection so far: its ends, what is settled of each point, and the answer.
     *
     * @param absent whether it is settled that a point where the report did not show does not have it
     */
    public static List<String> write(
            Territory territory, Change change, Terms terms, List<Event> events, Predicate<Subject.Point> absent) {
        List<String> lines = new ArrayList<>();
        boolean own = !terms.equals(Terms.DEFAULT);
        lines.add("git bisect start"
                + (own ? " '--term-old=" + terms.older() + "' '--term-new=" + terms.newer() + "'" : ""));
        Map<Subject.Point, String> words = new LinkedHashMap<>();
        words.put(new Subject.Point(territory.lineage().tip()), terms.newer());
        words.put(new Subject.Point(Subject.START), terms.older());
        events.forEach(event -> word(event, change, terms, absent)
                .ifPresent(word -> words.merge(
                        word.point(), word.text(), word.certain() ? (old, now) -> now : (old, now) -> old)));
        words.forEach((point, word) -> add(lines, word, territory.at(point)));
        events.stream()
                .filter(event -> event instanceof Event.Ended ended && ended.answer() instanceof Answer.Found)
                .map(event -> (Answer.Found) ((Event.Ended) event).answer())
                .forEach(found -> lines.add("# first " + terms.newer() + " commit: "
                        + described(territory.suspects().get(found.suspect()))));
        return lines;
    }

    /** @param certain whether it holds against what was said before */
    private record Word(Subject.Point point, String text, boolean certain) {}

    private static void add(List<String> lines, String word, Suspect commit) {
        lines.add("# " + word + ": " + described(commit));
        lines.add("git bisect " + word + " " + commit.id());
    }

    private static String described(Suspect commit) {
        return "[" + commit.id() + "] " + commit.title();
    }

    /** What git is told of an event, if anything. */
    private static Optional<Word> word(Event event, Change change, Terms terms, Predicate<Subject.Point> absent) {
        if (event instanceof Event.Built built && built.made() instanceof Made.Nothing) {
            return point(built.subject()).map(point -> new Word(point, SKIP, false));
        }
        if (event instanceof Event.Looked looked) {
            return point(looked.subject()).flatMap(point -> word(point, looked.sight(), change, terms, absent));
        }
        return event instanceof Event.Told told
                ? point(told.subject()).flatMap(point -> word(point, told.sight(), change, terms, absent))
                : Optional.empty();
    }

    private static Optional<Subject.Point> point(Subject subject) {
        return subject instanceof Subject.Point point ? Optional.of(point) : Optional.empty();
    }

    private static Optional<Word> word(
            Subject.Point point, Sight sight, Change change, Terms terms, Predicate<Subject.Point> absent) {
        boolean appears = change == Change.APPEARS;
        return switch (sight.kind()) {
            case SHOWN -> Optional.of(new Word(point, appears ? terms.newer() : terms.older(), true));
            case ABSENT ->
                Optional.of(new Word(point, appears ? terms.older() : terms.newer(), false))
                        .filter(word -> absent.test(point));
            default -> Optional.of(new Word(point, SKIP, false));
        };
    }
}

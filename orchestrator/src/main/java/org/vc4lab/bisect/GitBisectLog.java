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
    private static final Pattern STATEMENT_LINE = Pattern.compile("git bisect (\\S+)(.*)");
    private static final String SKIP = "skip";

    private GitBisectLog() {}

    /** What the two sides are called. */
    public record Terms(String older, String newer) {
        public static final Terms DEFAULT = new Terms("good", "bad");

        private Terms withTerm(String option, String term) {
            return option.matches("--term-(old|good)") ? new Terms(term, newer) : new Terms(older, term);
        }

        private Optional<Side> sideOf(String word) {
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
            Matcher matcher = STATEMENT_LINE.matcher(line.strip());
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (!matcher.matches()) {
                throw new IllegalArgumentException("not a line of a git bisect log: '" + line + "'");
            }
            if (matcher.group(1).equals("start")) {
                terms = readStart(splitWords(matcher.group(2)), terms, statements);
                continue;
            }
            Side side = terms.sideOf(matcher.group(1))
                    .orElseThrow(
                            () -> new IllegalArgumentException("an unknown term in a git bisect log: '" + line + "'"));
            splitWords(matcher.group(2)).forEach(revision -> statements.add(new Statement(side, revision)));
        }
        return statements;
    }

    /** The words of a line, out of git's quotes. */
    private static List<String> splitWords(String line) {
        return Stream.of(line.strip().split("\\s+", -1))
                .map(word -> word.replace("'", ""))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** Reads "start [--term-new TERM] [--term-old=TERM] [NEWER [OLDER...]] [-- PATH...]". */
    private static Terms readStart(List<String> words, Terms initialTerms, List<Statement> statements) {
        Terms terms = initialTerms;
        Side side = Side.NEWER;
        for (int i = 0; i < words.size() && !words.get(i).equals("--"); i++) {
            String word = words.get(i);
            if (word.matches("--term-(old|good|new|bad)=.*")) {
                terms = terms.withTerm(word.substring(0, word.indexOf('=')), word.substring(word.indexOf('=') + 1));
            } else if (word.matches("--term-(old|good|new|bad)") && i + 1 < words.size()) {
                i++;
                terms = terms.withTerm(word, words.get(i));
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
     * @param isSettledAbsent whether it is settled that a point where the report did not show does not have it
     */
    public static List<String> write(
            SearchSpace searchSpace,
            Direction direction,
            Terms terms,
            List<Event> events,
            Predicate<Revision.AtCommit> isSettledAbsent) {
        List<String> lines = new ArrayList<>();
        boolean customTerms = !terms.equals(Terms.DEFAULT);
        lines.add("git bisect start"
                + (customTerms ? " '--term-old=" + terms.older() + "' '--term-new=" + terms.newer() + "'" : ""));
        Map<Revision.AtCommit, String> termByCommit = new LinkedHashMap<>();
        termByCommit.put(new Revision.AtCommit(searchSpace.commitGraph().tip()), terms.newer());
        termByCommit.put(new Revision.AtCommit(Revision.START), terms.older());
        events.forEach(event -> markOf(event, direction, terms, isSettledAbsent)
                .ifPresent(mark -> termByCommit.merge(
                        mark.commit(),
                        mark.term(),
                        mark.conclusive() ? (previous, latest) -> latest : (previous, latest) -> previous)));
        termByCommit.forEach((commit, mark) -> addCommit(lines, mark, searchSpace.changeAt(commit)));
        events.stream()
                .filter(event -> event instanceof Event.Finished finished
                        && finished.result() instanceof BisectionResult.ChangeFound)
                .map(event -> (BisectionResult.ChangeFound) ((Event.Finished) event).result())
                .forEach(found -> lines.add("# first " + terms.newer() + " commit: "
                        + describe(searchSpace.changes().get(found.change()))));
        return lines;
    }

    /** @param conclusive whether it holds against what was said before */
    private record Mark(Revision.AtCommit commit, String term, boolean conclusive) {}

    private static void addCommit(List<String> lines, String term, CandidateChange commit) {
        lines.add("# " + term + ": " + describe(commit));
        lines.add("git bisect " + term + " " + commit.id());
    }

    private static String describe(CandidateChange commit) {
        return "[" + commit.id() + "] " + commit.title();
    }

    /** What git is told of an event, if anything. */
    private static Optional<Mark> markOf(
            Event event, Direction direction, Terms terms, Predicate<Revision.AtCommit> isSettledAbsent) {
        if (event instanceof Event.KernelBuilt built && built.outcome() instanceof BuildOutcome.Unbuildable) {
            return asCommit(built.revision()).map(commit -> new Mark(commit, SKIP, false));
        }
        if (event instanceof Event.Tested tested) {
            return asCommit(tested.revision())
                    .flatMap(commit -> markOf(commit, tested.outcome(), direction, terms, isSettledAbsent));
        }
        return event instanceof Event.Imported imported
                ? asCommit(imported.revision())
                        .flatMap(commit -> markOf(commit, imported.outcome(), direction, terms, isSettledAbsent))
                : Optional.empty();
    }

    private static Optional<Revision.AtCommit> asCommit(Revision revision) {
        return revision instanceof Revision.AtCommit commit ? Optional.of(commit) : Optional.empty();
    }

    private static Optional<Mark> markOf(
            Revision.AtCommit commit,
            TestOutcome testOutcome,
            Direction direction,
            Terms terms,
            Predicate<Revision.AtCommit> isSettledAbsent) {
        boolean findsCause = direction == Direction.CAUSE;
        return switch (testOutcome.status()) {
            case REPRODUCED -> Optional.of(new Mark(commit, findsCause ? terms.newer() : terms.older(), true));
            case NOT_REPRODUCED ->
                Optional.of(new Mark(commit, findsCause ? terms.older() : terms.newer(), false))
                        .filter(mark -> isSettledAbsent.test(commit));
            default -> Optional.of(new Mark(commit, SKIP, false));
        };
    }
}

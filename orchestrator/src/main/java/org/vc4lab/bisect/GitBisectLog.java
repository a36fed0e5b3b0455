// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.vc4lab.bisect.SearchSpace.CandidateChange;
import org.vc4lab.bisect.TestOutcome.TestStatus;
import org.vc4lab.exec.PrintableWriter;

/** Reads the output of {@code git bisect log}, and writes logs for {@code git bisect replay}. */
public record GitBisectLog(SearchSpace searchSpace, Direction direction, Terms terms) {
    private static final Pattern STATEMENT_LINE = Pattern.compile("git bisect (\\S+)(.*)");
    private static final String SKIP = "skip";

    /** The names of the two sides. */
    public record Terms(String older, String newer) {
        public static final Terms DEFAULT = new Terms("good", "bad");

        private Terms withTerm(String option, String term) {
            return option.matches("--term-(old|good)") ? new Terms(term, newer) : new Terms(older, term);
        }

        private Optional<Side> sideOf(String word) {
            if (List.of(older, "good", "old").contains(word)) {
                return Optional.of(Side.OLDER);
            }
            if (List.of(newer, "bad", "new").contains(word)) {
                return Optional.of(Side.NEWER);
            }
            return word.equals(SKIP) ? Optional.of(Side.SKIPPED) : Optional.empty();
        }
    }

    /** What a log says of a commit. */
    public enum Side {
        OLDER,
        NEWER,
        SKIPPED
    }

    /**
     * One statement of a log.
     *
     * @param revision as in the log: an id, or a name
     */
    public record Statement(Side side, String revision) {
        private TestOutcome outcome(Direction direction) {
            if (side == Side.SKIPPED) {
                return new TestOutcome(TestStatus.UNCLEAR, "skipped in the log");
            }
            boolean reproduced = (side == Side.NEWER) == (direction == Direction.CAUSE);
            return new TestOutcome(reproduced ? TestStatus.REPRODUCED : TestStatus.NOT_REPRODUCED, "by the log");
        }
    }

    /**
     * Reads a log.
     *
     * @throws IllegalArgumentException if a line is not from a git bisect log
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
                terms = readStart(matcher.group(2), terms, statements);
                continue;
            }
            Side side = terms.sideOf(matcher.group(1))
                    .orElseThrow(
                            () -> new IllegalArgumentException("an unknown term in a git bisect log: '" + line + "'"));
            splitWords(matcher.group(2)).forEach(revision -> statements.add(new Statement(side, revision)));
        }
        return statements;
    }

    /** The words of a line without git's quotes. */
    private static List<String> splitWords(String line) {
        return Stream.of(line.replace("'", "").split("\\s+", -1))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** Reads "start [--term-new TERM] [--term-old=TERM] [NEWER [OLDER...]] [-- PATH...]". */
    private static Terms readStart(String line, Terms initialTerms, List<Statement> statements) {
        List<String> words = splitWords(line.replaceAll("(--term-(?:old|good|new|bad))=", "$1 "));
        Terms terms = initialTerms;
        Side side = Side.NEWER;
        for (int i = 0; i < words.size() && !words.get(i).equals("--"); i++) {
            String word = words.get(i);
            if (word.matches("--term-(old|good|new|bad)") && i + 1 < words.size()) {
                i++;
                terms = terms.withTerm(word, words.get(i));
            } else if (!word.startsWith("--")) {
                statements.add(new Statement(side, word));
                side = Side.OLDER;
            }
        }
        return terms;
    }

    /** The outcomes in a log; what it says of commits outside the range is left out. */
    public static List<Event.Imported> outcomes(List<Statement> statements, CommitRange range, Direction direction)
            throws IOException, InterruptedException {
        List<String> ids = range.changes().stream().map(CandidateChange::id).toList();
        List<Event.Imported> outcomes = new ArrayList<>();
        for (Statement statement : statements) {
            String commit = range.repository().lender().resolveCommit(statement.revision());
            int index = ids.indexOf(commit); // Revision.START if it is no suspect
            if (index >= 0 || commit.equals(range.start().id())) {
                outcomes.add(new Event.Imported(new Revision.AtCommit(index), statement.outcome(direction)));
            }
        }
        return outcomes;
    }

    /**
     * The log of a bisection: its ends, the commits with an outcome, and the result.
     *
     * @param isSettledAbsent whether a commit that did not reproduce the report is settled to be without it
     */
    public List<String> write(List<Event> events, Predicate<Revision.AtCommit> isSettledAbsent) {
        List<String> lines = new ArrayList<>();
        boolean customTerms = !terms.equals(Terms.DEFAULT);
        lines.add("git bisect start"
                + (customTerms ? " '--term-old=" + terms.older() + "' '--term-new=" + terms.newer() + "'" : ""));
        termByCommit(events, isSettledAbsent).forEach((commit, term) -> {
            CandidateChange change = searchSpace.changeOf(commit);
            lines.add("# " + term + ": " + describe(change));
            lines.add("git bisect " + term + " " + change.id());
        });
        for (Event event : events) {
            if (event instanceof Event.Finished finished
                    && finished.result() instanceof BisectionResult.ChangeFound found) {
                CandidateChange change = searchSpace.changes().get(found.change());
                lines.add("# first " + terms.newer() + " commit: " + describe(change));
            }
        }
        return lines;
    }

    private Map<Revision.AtCommit, String> termByCommit(
            List<Event> events, Predicate<Revision.AtCommit> isSettledAbsent) {
        Map<Revision.AtCommit, String> termByCommit = new LinkedHashMap<>();
        termByCommit.put(new Revision.AtCommit(searchSpace.commitGraph().tip()), terms.newer());
        termByCommit.put(Revision.AtCommit.OLDER_END, terms.older());
        for (Event event : events) {
            if (event instanceof Event.KernelBuilt built
                    && built.outcome() instanceof BuildOutcome.Unbuildable
                    && built.revision() instanceof Revision.AtCommit commit) {
                termByCommit.putIfAbsent(commit, SKIP);
            } else if (event instanceof Event.Observed observed
                    && observed.revision() instanceof Revision.AtCommit commit) {
                boolean reproduced = observed.outcome().status() == TestStatus.REPRODUCED;
                String term = reproduced == (direction == Direction.CAUSE) ? terms.newer() : terms.older();
                switch (observed.outcome().status()) {
                    case REPRODUCED -> termByCommit.put(commit, term); // the only outcome that overrides another
                    case NOT_REPRODUCED -> {
                        if (isSettledAbsent.test(commit)) {
                            termByCommit.putIfAbsent(commit, term);
                        }
                    }
                    default -> termByCommit.putIfAbsent(commit, SKIP);
                }
            }
        }
        return termByCommit;
    }

    private static String describe(CandidateChange commit) {
        return "[" + commit.id() + "] " + PrintableWriter.escape(commit.title());
    }
}

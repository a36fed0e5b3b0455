// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How to find the function that names a report: a walk down its lines in steps, each of which collects functions or
 * only moves on, and a choice among what was collected.
 */
record FrameSearch(List<List<SearchStep>> walks, FunctionPatterns skipped, GuiltyFrame guiltyFrame) {

    /** One leg of a walk. */
    sealed interface SearchStep permits Seek, CollectFrames {}

    /** Goes behind the next line that the finder knows, and collects the functions that it finds there. */
    record Seek(Function<String, @Nullable List<String>> finder) implements SearchStep {}

    /** Collects the frames up to the next trace, or up to a line that the next step looks for. */
    record CollectFrames() implements SearchStep {}

    static final SearchStep STACK = new CollectFrames();
    static final SearchStep CALL_TRACE = seek(FrameSearch::callTraceStart);
    static final SearchStep PROGRAM_COUNTER = seek(FrameSearch::programCounter);

    /** {@code at: function+0x10/0x20} of lockdep's lines, with or without an address before the function. */
    static final SearchStep LOCK_SITE = seek(text -> {
        String function = LockdepLine.functionAfterAt(text);
        return function.isEmpty() ? null : List.of(function);
    });

    static FrameSearch of(SearchStep... steps) {
        return new FrameSearch(List.of(List.of(steps)), FunctionPatterns.of(), GuiltyFrame.INNERMOST);
    }

    static FrameSearch callTrace() {
        return of(CALL_TRACE, STACK);
    }

    static FrameSearch faultThenCallTrace() {
        return of(PROGRAM_COUNTER, CALL_TRACE, STACK);
    }

    /** A WARN() traps, so its own trace begins at the program counter; without one, at the call trace. */
    static FrameSearch warning() {
        return of(PROGRAM_COUNTER, STACK).orElse(CALL_TRACE, STACK);
    }

    static Seek seek(Function<String, @Nullable List<String>> finder) {
        return new Seek(finder);
    }

    static Seek seekText(String words) {
        return seek(text -> text.contains(words) ? List.of() : null);
    }

    FrameSearch orElse(SearchStep... steps) {
        List<List<SearchStep>> allWalks = new ArrayList<>(walks);
        allWalks.add(List.of(steps));
        return new FrameSearch(List.copyOf(allWalks), skipped, guiltyFrame);
    }

    FrameSearch skipping(String... words) {
        return new FrameSearch(walks, FunctionPatterns.of(words), guiltyFrame);
    }

    FrameSearch choosing(GuiltyFrame newGuiltyFrame) {
        return new FrameSearch(walks, skipped, newGuiltyFrame);
    }

    /** The function, or null if the report shows none. */
    @Nullable
    String in(ReportLines reportLines) {
        for (List<SearchStep> walk : walks) {
            List<String> functions = new Walk(reportLines, walk).run();
            String function = functions.isEmpty() ? null : guiltyFrame.choose(functions);
            if (function != null) {
                return function;
            }
        }
        return null;
    }

    /** The heading, or where ARM prints none the first frame. */
    private static @Nullable List<String> callTraceStart(String text) {
        if (TraceHeader.isCallTrace(text)) {
            return List.of();
        }
        FrameLine line = text.contains(" from ") ? FrameLine.of(text) : null;
        return line != null && line.isArm() ? line.functions() : null;
    }

    private static @Nullable List<String> programCounter(String text) {
        ProgramCounter counter = ProgramCounter.of(text);
        if (counter == null) {
            return null;
        }
        Frame frame = counter.frame();
        return frame == null ? List.of() : List.of(frame.baseName());
    }

    /** One walk over one report. */
    private final class Walk {
        private final ReportLines reportLines;
        private final List<SearchStep> steps;
        private final List<String> functions = new ArrayList<>();
        private int line;

        Walk(ReportLines reportLines, List<SearchStep> steps) {
            this.reportLines = reportLines;
            this.steps = steps;
        }

        List<String> run() {
            for (int i = 0; i < steps.size() && !isDone(); i++) {
                if (steps.get(i) instanceof Seek seek) {
                    seek(seek);
                } else if (stack(i + 1 < steps.size() ? steps.get(i + 1) : null)) {
                    i++;
                }
            }
            return functions;
        }

        private boolean isDone() {
            return guiltyFrame == GuiltyFrame.INNERMOST && !functions.isEmpty();
        }

        private void seek(Seek seek) {
            while (line < reportLines.size()) {
                List<String> matched = seek.finder().apply(reportLines.text(line++));
                if (matched != null) {
                    collect(matched);
                    return;
                }
            }
        }

        /** Whether the trace ended at a line of the next step's, which is done with it. */
        private boolean stack(@Nullable SearchStep next) {
            while (line < reportLines.size() && !isDone()) {
                String text = reportLines.text(line++);
                if (!TraceHeader.typeOf(text).isEmpty()) {
                    return false;
                }
                List<String> matched = next instanceof Seek seek ? seek.finder().apply(text) : null;
                if (matched != null) {
                    collect(matched);
                    return true;
                }
                collect(reportLines.functions(line - 1));
            }
            return false;
        }

        private void collect(List<String> candidates) {
            for (String function : candidates) {
                if (!FunctionPatterns.HELPERS.contains(function) && !skipped.contains(function)) {
                    functions.add(SyscallPrefix.strip(function));
                }
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How to find the function that names a report: a walk down its lines in steps, which collect functions or only move
 * on, and a choice among the collected functions.
 *
 * @param walks tried in this order until one finds a function
 * @param skipped functions that do not name the report, besides the usual ones
 */
record FrameSearch(List<List<SearchStep>> walks, FunctionPatterns skipped, GuiltyFrame guiltyFrame) {
    /** Entries of system calls; they differ by architecture and version of the kernel. */
    private static final List<String> SYSCALL_PREFIXES =
            WordList.split("SYSC_ SyS_ sys_ __x64_ __ia32_ __arm64_ ____sys_ ___sys_ __sys_ __se_sys_ __se_ __do_sys_"
                    + " compat_SYSC_ compat_SyS_ ksys_");

    sealed interface SearchStep permits Seek, CollectFrames {}

    /** Moves behind the next line that the finder accepts (not null), and collects the functions it returns. */
    record Seek(Function<String, @Nullable List<String>> finder) implements SearchStep {}

    /** Collects the frames up to the next trace, or up to a line that the next step seeks. */
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
        return new FrameSearch(List.of(List.of(steps)), FunctionPatterns.of(""), GuiltyFrame.INNERMOST);
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

    /** Stops at a line that contains one of the texts. */
    static Seek seekText(String... texts) {
        return seek(line -> Stream.of(texts).anyMatch(line::contains) ? List.of() : null);
    }

    FrameSearch orElse(SearchStep... steps) {
        List<List<SearchStep>> allWalks = new ArrayList<>(walks);
        allWalks.add(List.of(steps));
        return new FrameSearch(List.copyOf(allWalks), skipped, guiltyFrame);
    }

    /** @param words as in {@link FunctionPatterns#of} */
    FrameSearch skipping(String words) {
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

    /** The trace's heading or, as ARM may print none, the first frame. */
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

    private static String withoutSyscallPrefix(String function) {
        int longest = SYSCALL_PREFIXES.stream()
                .filter(function::startsWith)
                .mapToInt(String::length)
                .max()
                .orElse(0);
        return function.substring(longest);
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

        /** Whether the trace ended at the line that the next step seeks, which completes that step. */
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
                    functions.add(withoutSyscallPrefix(function));
                }
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    private static final Pattern SYSCALL_PREFIX =
            Pattern.compile("^(?:(?:compat_)?(?:SYSC|SyS)|k?sys|_{2,4}sys|__(?:x64|ia32|arm64|se(?:_sys)?|do_sys))_");

    /** Whether the function enters the kernel, or hands work to any other. */
    static boolean isEntry(String function) {
        return GuiltyFrame.DISPATCHERS.contains(function)
                || SYSCALL_PREFIX.matcher(function).lookingAt();
    }

    sealed interface SearchStep permits Seek, CollectFrames {}

    /** Moves behind the next line that the finder accepts (not null), and collects the functions it returns. */
    record Seek(Function<String, @Nullable List<String>> finder) implements SearchStep {}

    /** Collects the frames up to the next trace, or up to a line that the next step seeks. */
    record CollectFrames() implements SearchStep {}

    /** Chooses the function that names the report, after helpers were skipped. */
    @FunctionalInterface
    interface GuiltyFrame {
        FunctionPatterns DISPATCHERS = new FunctionPatterns(String.join(" ", WordList.lines("anchors.txt")));

        List<String> GRACE_PERIODS =
                List.of("synchronize_rcu", "synchronize_srcu", "synchronize_net", "synchronize_sched");

        FunctionPatterns WAITS =
                new FunctionPatterns("sched _lock _slowlock down rwsem completion kthread wait synchronize"
                        + " context_switch __switch_to cancel_delayed_work rcu_barrier");

        /** The function, or null if none of them names the report; there is at least one. */
        @Nullable
        String choose(List<String> functions);

        /** The innermost frame. */
        GuiltyFrame INNERMOST = functions -> functions.get(0);

        /** For a processor that loops: the position in the loop is chance, so a generic dispatcher's callee counts. */
        GuiltyFrame STALLED = GuiltyFrame::stalled;

        /**
         * For a task that waits: functions that wait are skipped, and two waits that block all tasks at once (an RCU
         * grace period, the networking lock) name the report.
         */
        GuiltyFrame HUNG = GuiltyFrame::hung;

        private static @Nullable String stalled(List<String> functions) {
            String inner = functions.get(0);
            for (String function : functions) {
                if (DISPATCHERS.contains(function)) {
                    return function.contains("smp_call_function") ? "smp_call_function" : inner;
                }
                inner = function;
            }
            return null;
        }

        private static @Nullable String hung(List<String> functions) {
            for (String function : functions) {
                if (function.contains("rtnl_lock")) {
                    return function;
                }
                if (GRACE_PERIODS.stream().anyMatch(function::contains)) {
                    return "synchronize_rcu";
                }
            }
            return functions.stream()
                    .filter(function -> !WAITS.contains(function))
                    .findFirst()
                    .orElse(null);
        }
    }

    static final SearchStep STACK = new CollectFrames();
    static final SearchStep CALL_TRACE = new Seek(FrameSearch::callTraceStart);
    static final SearchStep PROGRAM_COUNTER = new Seek(FrameSearch::programCounter);

    static FrameSearch of(SearchStep... steps) {
        return new FrameSearch(List.of(List.of(steps)), new FunctionPatterns(""), GuiltyFrame.INNERMOST);
    }

    static FrameSearch callTrace() {
        return of(CALL_TRACE, STACK);
    }

    static FrameSearch faultThenCallTrace() {
        return of(PROGRAM_COUNTER, CALL_TRACE, STACK).orElse(CALL_TRACE, STACK);
    }

    /** A WARN() traps, so its own trace begins at the program counter; without one, at the call trace. */
    static FrameSearch warning() {
        return of(PROGRAM_COUNTER, STACK).orElse(CALL_TRACE, STACK);
    }

    /** Stops at a line in which the pattern is found; the pattern's group, if it has one, is a function. */
    static Seek seek(Pattern pattern) {
        return new Seek(text -> {
            Matcher matcher = pattern.matcher(text);
            if (!matcher.find()) {
                return null;
            }
            return matcher.groupCount() == 0 ? List.of() : List.of(matcher.group(1));
        });
    }

    static Seek seek(String regex) {
        return seek(Pattern.compile(regex));
    }

    FrameSearch orElse(SearchStep... steps) {
        List<List<SearchStep>> allWalks = new ArrayList<>(walks);
        allWalks.add(List.of(steps));
        return new FrameSearch(List.copyOf(allWalks), skipped, guiltyFrame);
    }

    /** @param words as in {@link FunctionPatterns} */
    FrameSearch skipping(String words) {
        return new FrameSearch(walks, new FunctionPatterns(words), guiltyFrame);
    }

    FrameSearch choosing(GuiltyFrame newGuiltyFrame) {
        return new FrameSearch(walks, skipped, newGuiltyFrame);
    }

    /** The function, or null if the report shows none. */
    @Nullable
    String in(ReportLines lines) {
        for (List<SearchStep> walk : walks) {
            List<String> functions = new Walk(lines, walk).run();
            String function = functions.isEmpty() ? null : guiltyFrame.choose(functions);
            if (function != null) {
                return function;
            }
        }
        return null;
    }

    /** The trace's heading or, as ARM may print none, the first frame. */
    private static @Nullable List<String> callTraceStart(String text) {
        if (ReportLines.isCallTrace(text)) {
            return List.of();
        }
        FrameLine line = text.contains(" from ") ? FrameLine.of(text) : null;
        return line != null && line.isArm() ? line.functions() : null;
    }

    private static @Nullable List<String> programCounter(String text) {
        Frame counter = FrameLine.programCounter(text);
        if (counter == null) {
            return null;
        }
        return counter.function().isEmpty() ? List.of() : List.of(counter.baseName());
    }

    /** One walk over one report. */
    private final class Walk {
        private final ReportLines lines;
        private final List<SearchStep> steps;
        private final List<String> functions = new ArrayList<>();
        private int line;

        Walk(ReportLines lines, List<SearchStep> steps) {
            this.lines = lines;
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
            int unannounced = seek == CALL_TRACE ? lines.firstUnannouncedFrame() : -1;
            if (unannounced >= line) {
                line = unannounced;
                return;
            }
            while (line < lines.size()) {
                List<String> matched = seek.finder().apply(lines.text(line++));
                if (matched != null) {
                    collect(matched);
                    return;
                }
            }
        }

        /** Whether the trace ended at the line that the next step seeks, which completes that step. */
        private boolean stack(@Nullable SearchStep next) {
            while (line < lines.size() && !isDone()) {
                String text = lines.text(line++);
                if (lines.isTraceHeader(line - 1)) {
                    return false;
                }
                List<String> matched = next instanceof Seek seek ? seek.finder().apply(text) : null;
                if (matched != null) {
                    collect(matched);
                    return true;
                }
                collect(lines.functions(line - 1));
            }
            return false;
        }

        private void collect(List<String> candidates) {
            for (String function : candidates) {
                if (!FunctionPatterns.HELPERS.contains(function) && !skipped.contains(function)) {
                    functions.add(SYSCALL_PREFIX.matcher(function).replaceFirst(""));
                }
            }
        }
    }
}

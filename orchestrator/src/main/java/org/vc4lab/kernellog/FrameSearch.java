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
record FrameSearch(List<List<Step>> walks, Functions skipped, Culprit culprit) {

    /** One leg of a walk. */
    sealed interface Step permits Seek, Stack {}

    /** Goes behind the next line that the finder knows, and collects the functions that it finds there. */
    record Seek(Function<String, @Nullable List<String>> finder) implements Step {}

    /** Collects the frames up to the next trace, or up to a line that the next step looks for. */
    record Stack() implements Step {}

    static final Step STACK = new Stack();
    static final Step CALL_TRACE = seek(FrameSearch::callTraceStart);
    static final Step PROGRAM_COUNTER = seek(FrameSearch::programCounter);

    /** {@code at: function+0x10/0x20} of lockdep's lines, with or without an address before the function. */
    static final Step LOCK_PLACE = seek(text -> {
        String function = LockLine.place(text);
        return function.isEmpty() ? null : List.of(function);
    });

    static FrameSearch of(Step... steps) {
        return new FrameSearch(List.of(List.of(steps)), Functions.of(), Culprit.INNERMOST);
    }

    static FrameSearch callTrace() {
        return of(CALL_TRACE, STACK);
    }

    static FrameSearch faultThenCallTrace() {
        return of(PROGRAM_COUNTER, CALL_TRACE, STACK);
    }

    /** A WARN() traps, so its own trace begins at the program counter; without one, at the call trace. */
    static FrameSearch warning() {
        return of(PROGRAM_COUNTER, STACK).otherwise(CALL_TRACE, STACK);
    }

    static Seek seek(Function<String, @Nullable List<String>> finder) {
        return new Seek(finder);
    }

    static Seek seekText(String words) {
        return seek(text -> text.contains(words) ? List.of() : null);
    }

    FrameSearch otherwise(Step... steps) {
        List<List<Step>> more = new ArrayList<>(walks);
        more.add(List.of(steps));
        return new FrameSearch(List.copyOf(more), skipped, culprit);
    }

    FrameSearch skipping(String... words) {
        return new FrameSearch(walks, Functions.of(words), culprit);
    }

    FrameSearch choosing(Culprit choice) {
        return new FrameSearch(walks, skipped, choice);
    }

    /** The function, or null if the report shows none. */
    @Nullable
    String in(Body body) {
        for (List<Step> walk : walks) {
            List<String> functions = new Walk(body, walk).run();
            String found = functions.isEmpty() ? null : culprit.among(functions);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** The heading, or where ARM prints none the first frame. */
    private static @Nullable List<String> callTraceStart(String text) {
        if (StackStart.isCallTrace(text)) {
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
        private final Body body;
        private final List<Step> steps;
        private final List<String> functions = new ArrayList<>();
        private int line;

        Walk(Body body, List<Step> steps) {
            this.body = body;
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
            return culprit == Culprit.INNERMOST && !functions.isEmpty();
        }

        private void seek(Seek seek) {
            while (line < body.size()) {
                List<String> found = seek.finder().apply(body.text(line++));
                if (found != null) {
                    collect(found);
                    return;
                }
            }
        }

        /** Whether the trace ended at a line of the next step's, which is done with it. */
        private boolean stack(@Nullable Step next) {
            while (line < body.size() && !isDone()) {
                String text = body.text(line++);
                if (!StackStart.of(text).isEmpty()) {
                    return false;
                }
                List<String> found = next instanceof Seek seek ? seek.finder().apply(text) : null;
                if (found != null) {
                    collect(found);
                    return true;
                }
                collect(body.functions(line - 1));
            }
            return false;
        }

        private void collect(List<String> found) {
            for (String function : found) {
                if (!Functions.HELPERS.contains(function) && !skipped.contains(function)) {
                    functions.add(EntryPrefix.strip(function));
                }
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.debug;

import java.io.IOException;
import org.vc4lab.guest.Guest;
import org.vc4lab.lab.TrialReplay;

/** What an instruction of a trial makes true, and no later one false. */
public sealed interface Milestone {
    /**
     * Whether it is true by now.
     *
     * @param stopped a machine of the trial
     */
    boolean isReached(Guest stopped) throws IOException, InterruptedException;

    /**
     * A line of the console is complete.
     *
     * @param number the first one is 1
     */
    record ConsoleLine(long number) implements Milestone {
        @Override
        public boolean isReached(Guest stopped) throws IOException {
            return countIn(TrialReplay.consoleOf(stopped.machine())) >= number;
        }

        static long countIn(String console) {
            return console.chars().filter(character -> character == '\n').count();
        }

        @Override
        public String toString() {
            return "line " + number + " of its console";
        }
    }

    /** A line with this text is complete. */
    record ConsoleText(String text) implements Milestone {
        @Override
        public boolean isReached(Guest stopped) throws IOException {
            return isIn(TrialReplay.consoleOf(stopped.machine()));
        }

        boolean isIn(String console) {
            int start = console.indexOf(text);
            return start >= 0 && console.indexOf('\n', start) >= 0;
        }

        @Override
        public String toString() {
            return "a line with '" + text + "'";
        }
    }

    /** The processors have executed so many instructions, since the start of the machine. */
    record InstructionCount(long instructions) implements Milestone {
        @Override
        public boolean isReached(Guest stopped) throws IOException, InterruptedException {
            return stopped.instructions() >= instructions;
        }

        @Override
        public String toString() {
            return "instruction " + instructions;
        }
    }
}

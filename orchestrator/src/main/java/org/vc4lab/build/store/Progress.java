// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.store;

/** Receives the progress of steps. Called from any thread. */
public interface Progress {

    /**
     * A step begins.
     *
     * @param expectedSteps estimated number of smaller steps; 0 if unknown
     */
    ProgressTask start(String name, long expectedSteps);

    /** A line for the user, such as the process that holds a lock. */
    void note(String line);

    /** A running step. */
    @FunctionalInterface
    interface ProgressTask extends AutoCloseable {

        /**
         * Reports progress.
         *
         * @param total current estimate of the number of smaller steps; 0 if unknown
         */
        void update(long done, long total);

        /** The step has ended. */
        @Override
        default void close() {}
    }

    /** Ignores progress. */
    static Progress silent() {
        return new Progress() {
            @Override
            public ProgressTask start(String name, long expectedSteps) {
                return (done, total) -> {};
            }

            @Override
            public void note(String line) {}
        };
    }
}

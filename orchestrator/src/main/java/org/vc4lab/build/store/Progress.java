// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.store;

/** Who wants to know how long steps go on. Called from any thread. */
public interface Progress {

    /**
     * A step begins.
     *
     * @param expectedSteps how many smaller steps it will take, as far as is known; 0 where nothing is known
     */
    ProgressTask start(String name, long expectedSteps);

    /** One line worth telling, such as what is waited for. */
    void note(String line);

    /** A step that goes on. */
    interface ProgressTask extends AutoCloseable {

        /**
         * It has come so far.
         *
         * @param total the newest idea of how many there are; 0 where nothing is known
         */
        void update(long done, long total);

        @Override
        void close();
    }

    /** Tells nobody. */
    static Progress silent() {
        return new Progress() {
            @Override
            public ProgressTask start(String name, long expectedSteps) {
                return new ProgressTask() {
                    @Override
                    public void update(long done, long total) {}

                    @Override
                    public void close() {}
                };
            }

            @Override
            public void note(String line) {}
        };
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.PrintWriter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Where log messages go while a command runs: to standard error with {@code --verbose}, otherwise nowhere. */
final class LogOutput implements AutoCloseable {
    private static final Logger ROOT = Logger.getLogger("");
    /** Held here, because java.util.logging keeps loggers, and so their levels, by weak references. */
    private static final Logger LAB = Logger.getLogger("org.vc4lab");

    private static final SimpleFormatter FORMATTER = new SimpleFormatter();

    private final Handler[] replacedHandlers = ROOT.getHandlers();

    private LogOutput() {}

    static LogOutput open(boolean verbose, PrintWriter err) {
        LogOutput output = new LogOutput();
        for (Handler handler : output.replacedHandlers) {
            ROOT.removeHandler(handler);
        }
        if (verbose) {
            ROOT.addHandler(new WriterHandler(err));
            LAB.setLevel(Level.ALL);
        }
        return output;
    }

    @Override
    public void close() {
        LAB.setLevel(null);
        for (Handler handler : ROOT.getHandlers()) {
            ROOT.removeHandler(handler);
        }
        for (Handler handler : replacedHandlers) {
            ROOT.addHandler(handler);
        }
    }

    private static final class WriterHandler extends Handler {
        private final PrintWriter err;

        WriterHandler(PrintWriter err) {
            this.err = err;
        }

        @Override
        public void publish(LogRecord logRecord) {
            String logger = String.valueOf(logRecord.getLoggerName());
            err.printf(
                    "%tT.%<tL %s: %s%n",
                    logRecord.getMillis(),
                    logger.substring(logger.lastIndexOf('.') + 1),
                    FORMATTER.formatMessage(logRecord));
            flush();
        }

        @Override
        public void flush() {
            err.flush();
        }

        @Override
        public void close() {}
    }
}

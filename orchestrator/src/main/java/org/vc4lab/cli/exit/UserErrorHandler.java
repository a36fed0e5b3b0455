// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli.exit;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vc4lab.exec.PrintableWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * Prints the message of an error that was written for users. Of any other error it prints the kind, and the log file
 * that has the stack trace.
 *
 * @param logFile gets the stack trace of an unexpected error; its folder need not exist
 */
public record UserErrorHandler(Supplier<Path> logFile, BooleanSupplier wantsStacktrace)
        implements IExecutionExceptionHandler {
    private static final String LAB = "org.vc4lab.";
    private static final List<String> OF_LAB_OR_SYSTEM = List.of(LAB, "java.io.", "java.nio.", "sun.nio.");

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, @Nullable ParseResult parsed) {
        return handle(failure, command.getErr());
    }

    /** Returns the exit code. */
    public int handle(Throwable failure, PrintWriter err) {
        Throwable cause = failure instanceof UncheckedIOException && failure.getCause() instanceof IOException wrapped
                ? wrapped
                : failure;
        if (failure instanceof InterruptedException) {
            err.println("vc4lab: interrupted");
        } else if (isForUser(cause)) {
            err.println("vc4lab: " + messageOf(cause));
        } else {
            err.println("vc4lab: unexpected error: " + failure);
            err.println(describeLog(stackTraceOf(failure)));
        }
        if (wantsStacktrace.getAsBoolean()) {
            failure.printStackTrace(err);
        }
        err.flush();
        return failure instanceof UsageException ? ExitCode.USAGE : ExitCode.INFRASTRUCTURE;
    }

    /**
     * The lab's own exceptions are for users, and so are plain IOExceptions that its own code throws with a message, or
     * the JDK with the words of the operating system. Those of the file system name the file. Others come from a
     * library and are unexpected.
     */
    private static boolean isForUser(Throwable failure) {
        if (failure instanceof UsageException || failure instanceof FileSystemException) {
            return true;
        }
        if (failure.getClass().equals(IOException.class)) {
            StackTraceElement[] trace = failure.getStackTrace();
            Throwable cause = failure.getCause();
            boolean hasOwnMessage = cause == null || !cause.toString().equals(failure.getMessage());
            return hasOwnMessage
                    && trace.length > 0
                    && OF_LAB_OR_SYSTEM.stream().anyMatch(trace[0].getClassName()::startsWith);
        }
        return failure instanceof IOException && failure.getClass().getName().startsWith(LAB);
    }

    /** Some exceptions of the file system have no more than the path for a message. */
    private static String messageOf(Throwable failure) {
        boolean hasNoReason = failure instanceof FileSystemException file && file.getReason() == null;
        String kind = failure.getClass().getSimpleName().replace("Exception", "");
        return hasNoReason ? kind + ": " + failure.getMessage() : String.valueOf(failure.getMessage());
    }

    private String describeLog(String stackTrace) {
        try {
            Path file = logFile.get().toAbsolutePath();
            Files.createDirectories(file.getParent());
            Files.writeString(file, PrintableWriter.escape(stackTrace));
            return "The stack trace is in " + file + "; please report it.";
        } catch (IOException | InvalidPathException unwritable) {
            return stackTrace;
        }
    }

    private static String stackTraceOf(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli.exit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * Says an error in the words of its message, without a stack trace, where the message was written for a user; a defect
 * of the lab itself (any other exception) shows its trace.
 */
public final class UserErrorHandler implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception failure, CommandLine command, @Nullable ParseResult parsed) {
        if (failure instanceof InterruptedException) {
            command.getErr().println("vc4lab: interrupted");
            return ExitCode.INFRASTRUCTURE;
        }
        if (isUserError(failure)) {
            command.getErr().println("vc4lab: " + messageFor(failure));
        } else {
            command.getErr().println("vc4lab: a defect of the lab itself:");
            failure.printStackTrace(command.getErr());
        }
        return failure instanceof UsageException ? ExitCode.USAGE : ExitCode.INFRASTRUCTURE;
    }

    /** Some exceptions of the file system have no more than the path for a message. */
    private static String messageFor(Exception failure) {
        boolean hasNoReason = failure instanceof FileSystemException file && file.getReason() == null;
        String kind = failure.getClass().getSimpleName().replace("Exception", "");
        return hasNoReason ? kind + ": " + failure.getMessage() : String.valueOf(failure.getMessage());
    }

    private static boolean isUserError(Exception failure) {
        return failure instanceof IOException
                || failure instanceof UncheckedIOException
                || failure instanceof UsageException;
    }
}

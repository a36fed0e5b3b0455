// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.source.Yaml;

/** How a command ends that fails, and what it logs. */
final class MainTest {
    private static final Path HOME =
            Path.of(System.getProperty("vc4lab.home", "..")).toAbsolutePath().normalize();

    private final StringWriter err = new StringWriter();

    @TempDir
    Path state;

    static List<Throwable> unexpected() {
        return List.of(
                new StackOverflowError(),
                new OutOfMemoryError("Java heap space"),
                new AssertionError("impossible"),
                new IllegalStateException("impossible"),
                new UncheckedIOException(new ConnectException("Connection refused")));
    }

    /** 1, which the JVM itself takes, would be "bad" to git bisect. */
    @ParameterizedTest
    @MethodSource("unexpected")
    void unexpectedErrorsAreInfrastructureErrorsAndLogged(Throwable failure) throws Exception {
        assertThat(run(failure, "faults")).isEqualTo(ExitCode.INFRASTRUCTURE);

        Path log = onlyLogFile();
        assertThat(err.toString())
                .contains("unexpected error: " + failure)
                .contains(log.toString())
                .doesNotContain("\tat ");
        assertThat(Files.readString(log)).startsWith(failure.toString()).contains("\tat org.vc4lab.cli.");
    }

    static List<Throwable> forUsers() throws InterruptedException {
        return Stream.<Throwable>of(
                        new NoSuchFileException("/no/such/file"),
                        thrownBy(() -> Yaml.read(Path.of("/no/such/file"), Object.class)),
                        thrownBy(() -> new ProcessRunner()
                                .run(Command.of("ls", "/no/such/file"))
                                .orThrow()))
                .map(failure -> new UncheckedIOException((IOException) failure))
                .map(Throwable.class::cast)
                .toList();
    }

    private interface FailingCall {
        void run() throws IOException, InterruptedException;
    }

    private static IOException thrownBy(FailingCall call) throws InterruptedException {
        try {
            call.run();
        } catch (IOException failure) {
            return failure;
        }
        throw new AssertionError("nothing was thrown");
    }

    @ParameterizedTest
    @MethodSource("forUsers")
    void errorsForUsersAreOneMessage(Throwable failure) throws Exception {
        assertThat(run(failure, "faults")).isEqualTo(ExitCode.INFRASTRUCTURE);
        assertThat(err.toString())
                .startsWith("vc4lab: ")
                .contains("/no/such/file")
                .doesNotContain("Exception")
                .doesNotContain("unexpected");
        assertThat(state.resolve("vc4lab")).doesNotExist();
    }

    /** The JDK throws the errors of the system as plain IOExceptions. */
    @Test
    void errorsOfTheSystemAreForUsersToo() throws Exception {
        Throwable failure = new UncheckedIOException(thrownBy(() -> Files.readString(Path.of("/"))));
        assertThat(run(failure, "faults")).isEqualTo(ExitCode.INFRASTRUCTURE);
        assertThat(err.toString().strip()).isEqualTo("vc4lab: Is a directory");
    }

    @Test
    void stacktraceShowsWhereAnErrorWasThrown() {
        run(new UncheckedIOException(new NoSuchFileException("/no/such/file")), "faults", "--stacktrace");
        assertThat(err.toString()).contains("\tat org.vc4lab.cli.");

        assertThat(run(new StringWriter(), "verify", "--stacktrace", "--case", "nope"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("UsageException").contains("\tat org.vc4lab.cli.CaseOptions");
    }

    @Test
    void logMessagesAreShownWithVerboseOnly() {
        run(new StringWriter(), "faults");
        assertThat(err.toString()).isEmpty();

        run(new StringWriter(), "faults", "--verbose");
        assertThat(err.toString())
                .containsPattern("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} Main: .*arguments \\[faults, --verbose]");
    }

    /** Whatever the command prints is answered by the failure. */
    private int run(Throwable failure, String... arguments) {
        return run(
                new Writer() {
                    @Override
                    public void write(char[] text, int from, int length) {
                        MainTest.<RuntimeException>sneakyThrow(failure);
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                },
                arguments);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> void sneakyThrow(Throwable failure) throws T {
        throw (T) failure;
    }

    private int run(Writer out, String... arguments) {
        CliContext context =
                new CliContext(HOME, Map.of("XDG_STATE_HOME", state.toString(), "PATH", ""), Clock.systemUTC(), false);
        return Main.run(context, new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    private Path onlyLogFile() throws IOException {
        try (Stream<Path> files = Files.list(state.resolve("vc4lab"))) {
            List<Path> logs = files.toList();
            assertThat(logs).hasSize(1);
            return logs.get(0);
        }
    }
}

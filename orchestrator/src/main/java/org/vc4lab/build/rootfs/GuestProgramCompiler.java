// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.rootfs;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.vc4lab.build.host.BuildContext;
import org.vc4lab.build.host.HostPackages;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.exec.BoundedFiles;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.PrintableWriter;
import org.vc4lab.exec.TempDirectory;
import org.vc4lab.exec.ValidValues;
import org.vc4lab.source.Yaml;

/**
 * Compiles the guest programs of a case, where kernels are compiled: a case is not trusted. The compiler sees copies of
 * the sources in a folder of their own, so that a relative path in an {@code #include} leads nowhere.
 */
record GuestProgramCompiler(BuildContext context, Path settingsFile) {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final int PROGRAM_MIB = 16;
    private static final int ERROR_CHARACTERS = 300;

    /** The first line that says what is wrong: of the compiler with its position, then of the linker, then any. */
    private static final List<Pattern> ERRORS = List.of(
            Pattern.compile(":\\d+: (?:fatal )?error: "),
            Pattern.compile("undefined reference|cannot find"),
            Pattern.compile("(?i)\\berror\\b"),
            Pattern.compile("^"));

    private record CompilerSettings(
            @JsonProperty("crossCompile") Map<String, String> crossCompile,
            @JsonProperty("flags") List<String> flags,
            @JsonProperty("libraries") List<String> libraries) {

        String prefix(String architecture) throws IOException {
            String prefix = crossCompile.get(architecture);
            if (prefix == null) {
                throw new IOException(ValidValues.describe(
                        "no compiler of guest programs for " + architecture, crossCompile.keySet()));
            }
            return prefix;
        }

        List<String> argv(String prefix, GuestProgram program) {
            List<String> argv = new ArrayList<>(List.of(prefix + "gcc"));
            argv.addAll(flags);
            argv.addAll(List.of(
                    "-o", program.name(), String.valueOf(program.source().getFileName())));
            argv.addAll(libraries);
            return argv;
        }
    }

    /**
     * Adds all that decides what the programs are, except where the case names them. The compiler and the C library
     * are, too, so they are installed first.
     */
    void addTo(CacheKey key, String architecture, List<GuestProgram> programs)
            throws IOException, InterruptedException {
        if (programs.isEmpty()) {
            return;
        }
        String prefix = settings().prefix(architecture);
        if (context.environment().hasHostTools()) {
            new HostPackages(context.home(), context.runner(), context.progress())
                    .forGuestPrograms(architecture)
                    .install();
            key.addFiles("C library", findLibrary(prefix + "gcc"));
        }
        key.addFiles("compiler settings", settingsFile)
                .addValue("tools", context.environment().toolchainId())
                .addValue("compiler", context.toolchain().version(prefix + "gcc", prefix + "ld"));
        for (GuestProgram program : programs) {
            key.addFiles("source " + program.source().getFileName(), program.source());
            for (Path header : program.headers()) {
                key.addFiles("header " + header.getFileName(), header);
            }
        }
    }

    /** The C library that a compiler of this host links. */
    private Path findLibrary(String compiler) throws IOException, InterruptedException {
        Command command = Command.of(compiler, "-static", "-print-file-name=libc.a");
        String path = context.environment()
                .run(command, List.of(), List.of())
                .orThrow()
                .text()
                .strip();
        if (!Files.isRegularFile(Path.of(path))) {
            throw new IOException(
                    "there is no C library for guest programs: " + command + " says " + PrintableWriter.escape(path));
        }
        return Path.of(path);
    }

    /**
     * The programs by their names. They are linked to what {@link #addTo} has installed.
     *
     * @param architecture Debian's name
     * @throws IOException if one does not compile, with the place in the case and the compiler's first error
     */
    Map<String, byte[]> compile(String architecture, List<GuestProgram> programs)
            throws IOException, InterruptedException {
        Map<String, byte[]> compiled = new TreeMap<>();
        for (GuestProgram program : programs) {
            compiled.put(program.name(), compile(architecture, program));
        }
        return compiled;
    }

    private byte[] compile(String architecture, GuestProgram program) throws IOException, InterruptedException {
        CompilerSettings settings = settings();
        try (TempDirectory folder = context.tempDirectory()) {
            copy(program.source(), folder.path());
            for (Path header : program.headers()) {
                copy(header, folder.path());
            }
            Command command = Command.of(settings.argv(settings.prefix(architecture), program))
                    .workingDirectory(folder.path())
                    .env("LC_ALL", "C")
                    .timeout(LIMIT);
            CommandResult result = context.environment().run(command, List.of(), List.of(folder.path()));
            Path built = folder.path().resolve(program.name());
            if (!result.succeeded() || !Files.isRegularFile(built, LinkOption.NOFOLLOW_LINKS)) {
                throw new IOException(program.declaredAt() + ": "
                        + program.source().getFileName()
                        + " does not compile for " + architecture + ": " + firstError(result) + "; correct the source,"
                        + " or take it out of files; it is compiled by: " + command);
            }
            return BoundedFiles.readBytes(built, PROGRAM_MIB);
        }
    }

    private static void copy(Path file, Path folder) throws IOException {
        Files.copy(file, folder.resolve(String.valueOf(file.getFileName())));
    }

    private static String firstError(CommandResult result) {
        String line = result.exceeded().orElseGet(() -> ERRORS.stream()
                .flatMap(error -> result.output().stream()
                        .filter(output -> error.matcher(output).find())
                        .limit(1))
                .findFirst()
                .orElse("exit status " + result.status()));
        return PrintableWriter.escape(line.substring(0, Math.min(line.length(), ERROR_CHARACTERS)));
    }

    private CompilerSettings settings() throws IOException {
        return Yaml.read(settingsFile, CompilerSettings.class);
    }
}

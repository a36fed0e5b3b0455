// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be checked of the README and of docs/ without a boot; {@link ReadmeIT} runs their commands. */
class DocumentsTest {
    private static final Path HOME = ReadmeBlock.HOME;
    private static final Pattern COMMAND = Pattern.compile("\\./vc4lab (?<arguments>[^#\\n]*)");
    private static final String TESTS_OF_YOUR_OWN = "docs/junit-and-testcontainers.md";
    private static final List<String> PAGES_ON_THE_SOURCES = List.of(
            "CONTRIBUTING.md",
            "docs/architecture.md",
            "docs/emulator.md",
            "docs/emulator-development.md",
            "docs/emulator-schedule.md");
    private static final Pattern JAVA_TYPE =
            Pattern.compile("(?<package>(?:[a-z]+\\.)+)?(?<type>[A-Z]+[a-z]\\w*)(?:\\.[a-z]\\w*)?");
    private static final int README_LINES = 150;
    private static final int GLOSSARY_LINES = 40;
    private static final long PICTURE_BYTES = 150 * 1024;

    @TempDir
    Path folder;

    static List<MarkdownPage> pages() throws IOException {
        return MarkdownPage.all(HOME);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void eachLinkResolves(MarkdownPage page) throws Exception {
        assertThat(page.deadLinks()).isEmpty();
    }

    @Test
    void aDeadLinkAndAMissingAnchorAreFound() throws Exception {
        Files.writeString(
                folder.resolve("one.md"),
                """
                # One
                ## Two, and three
                [a](two.md) [b](#two-and-three) [c](#four) [d](two.md#five) [e](two.md#none) `[f](no.md)` [g](https://x.org)
                ```
                # none
                [h](no.md)
                ```
                ![i](../outside.png) [j](missing.md)
                """);
        Files.writeString(folder.resolve("two.md"), "# Five\n");

        assertThat(MarkdownPage.read(folder, "one.md").deadLinks())
                .containsExactly(
                        "one.md: #four", "one.md: two.md#none", "one.md: ../outside.png", "one.md: missing.md");
    }

    @Test
    void thePagesThatAUserReadsAreLinkedFromTheReadme() throws Exception {
        MarkdownPage readme = MarkdownPage.read(HOME, "README.md");

        assertThat(readme.links())
                .containsAll(pages().stream()
                        .map(MarkdownPage::path)
                        .filter(page -> !page.equals(readme.path()))
                        .toList());
    }

    static Stream<String> commands() throws IOException {
        return pages().stream()
                .flatMap(page -> page.codeBlocks("sh").stream())
                .flatMap(block -> COMMAND.matcher(block).results())
                .map(command -> command.group(1).strip());
    }

    /** With --help behind them picocli checks names and values, and nothing runs. */
    @ParameterizedTest
    @MethodSource("commands")
    void theCommandLineAcceptsEachCommand(String command) {
        StringWriter err = new StringWriter();
        String expanded = command.replaceAll("\\$\\([^)]*\\)", "DIR").replace("'", "");
        String[] arguments = (expanded + " --help").split("\\s+");
        Map<String, String> environment = Map.of("VC4LAB_CACHE", folder.toString());
        CliContext context = new CliContext(HOME, environment, Clock.systemUTC(), false);

        int status = Main.run(context, new PrintWriter(new StringWriter()), new PrintWriter(err), arguments);

        assertThat(status).as(err::toString).isZero();
    }

    static Stream<MarkdownPage> pagesOnTheSources() throws IOException {
        return pages().stream().filter(page -> PAGES_ON_THE_SOURCES.contains(page.path()));
    }

    /** Such as {@code Judge}, {@code lab.judge.Judge} and {@code Judge.judge}. */
    @ParameterizedTest
    @MethodSource("pagesOnTheSources")
    void eachJavaTypeThatAPageNamesExists(MarkdownPage page) throws Exception {
        List<String> files = javaFiles();
        List<String> types = page.inlineCode().stream()
                .filter(code -> JAVA_TYPE.matcher(code).matches())
                .toList();

        assertThat(types).isNotEmpty();
        assertThat(types.stream().filter(type -> files.stream().noneMatch(file -> file.endsWith(javaFile(type)))))
                .as("types that are not in orchestrator/src")
                .isEmpty();
    }

    private static String javaFile(String code) {
        Matcher type = JAVA_TYPE.matcher(code);
        assertThat(type.matches()).isTrue();
        String inPackage = type.group("package") == null
                ? "/"
                : "/org/vc4lab/" + type.group("package").replace('.', '/');
        return inPackage + type.group("type") + ".java";
    }

    private static List<String> javaFiles() throws IOException {
        try (Stream<Path> files = Files.walk(HOME.resolve("orchestrator/src"))) {
            return files.map(Path::toString)
                    .filter(file -> file.endsWith(".java"))
                    .toList();
        }
    }

    @Test
    void theArchitecturePageHasEachPackage() throws Exception {
        Path root = HOME.resolve("orchestrator/src/main/java/org/vc4lab");
        List<String> packages;
        try (Stream<Path> files = Files.walk(root)) {
            packages = files.filter(file -> file.endsWith("package-info.java"))
                    .map(file ->
                            root.relativize(file.resolveSibling("")).toString().replace('/', '.'))
                    .toList();
        }

        assertThat(MarkdownPage.read(HOME, "docs/architecture.md").inlineCode()).containsAll(packages);
    }

    @Test
    void theReadmeShowsAPartOfTheTestThatIsRun() throws Exception {
        List<String> shown = MarkdownPage.read(HOME, "README.md").codeBlocks("java");
        List<String> run = MarkdownPage.read(HOME, TESTS_OF_YOUR_OWN).codeBlocks("java");

        assertThat(shown).hasSize(1);
        assertThat(run).hasSize(1);
        assertThat(run.get(0)).contains(shown.get(0));
    }

    @Test
    void theFrontPageIsShort() throws Exception {
        assertThat(Files.readAllLines(HOME.resolve("README.md"))).hasSizeLessThanOrEqualTo(README_LINES);
        assertThat(Files.readAllLines(HOME.resolve("docs/glossary.md"))).hasSizeLessThanOrEqualTo(GLOSSARY_LINES);
    }

    @Test
    void itsPictureIsSmall() {
        assertThat(HOME.resolve("docs/report.png"))
                .satisfies(picture -> assertThat(Files.size(picture)).isBetween(1024L, PICTURE_BYTES));
    }
}

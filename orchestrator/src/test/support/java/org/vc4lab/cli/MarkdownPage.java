// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documentation.
 *
 * @param home the project's folder
 * @param path the page's path below it
 */
record MarkdownPage(Path home, String path, String text) {
    private static final Pattern CODE = Pattern.compile("(?ms)^```(?<language>\\w*)\\n(?<content>.*?)^```$");
    private static final Pattern INLINE_CODE = Pattern.compile("`[^`\\n]+`");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.*)$");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern ELSEWHERE = Pattern.compile("[a-z]+:.*");

    /** The README, CONTRIBUTING and every page of docs/. */
    static List<MarkdownPage> all(Path home) throws IOException {
        List<MarkdownPage> pages = new ArrayList<>(List.of(read(home, "README.md"), read(home, "CONTRIBUTING.md")));
        try (Stream<Path> files = Files.list(home.resolve("docs"))) {
            for (Path file : files.filter(page -> page.toString().endsWith(".md"))
                    .sorted()
                    .toList()) {
                pages.add(read(home, home.relativize(file).toString()));
            }
        }
        return pages;
    }

    static MarkdownPage read(Path home, String path) throws IOException {
        return new MarkdownPage(home, path, Files.readString(home.resolve(path)));
    }

    /** The contents of the fenced blocks of this language. */
    List<String> codeBlocks(String language) {
        return CODE.matcher(text)
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .toList();
    }

    /** The texts between single backquotes. */
    List<String> inlineCode() {
        return INLINE_CODE
                .matcher(prose())
                .results()
                .map(code -> code.group().substring(1, code.group().length() - 1))
                .toList();
    }

    /** The targets of its links and pictures. */
    List<String> links() {
        String prose = INLINE_CODE.matcher(prose()).replaceAll("");
        return LINK.matcher(prose).results().map(link -> link.group(1)).toList();
    }

    /** The names that links to its headings use, by the rule that Git forges share. */
    Set<String> anchors() {
        Set<String> anchors = new HashSet<>();
        Matcher heading = HEADING.matcher(prose());
        while (heading.find()) {
            String anchor = heading.group(1)
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-');
            anchors.add(anchor);
        }
        return anchors;
    }

    private String prose() {
        return CODE.matcher(text).replaceAll("");
    }

    /** The links of this page that lead nowhere. */
    List<String> deadLinks() throws IOException {
        List<String> dead = new ArrayList<>();
        for (String link : links()) {
            if (!ELSEWHERE.matcher(link).matches() && !leadsSomewhere(link)) {
                dead.add(path + ": " + link);
            }
        }
        return dead;
    }

    private boolean leadsSomewhere(String link) throws IOException {
        String[] parts = link.split("#", 2);
        Path file = home.resolve(path).resolveSibling(parts[0].isEmpty() ? home.resolve(path) : Path.of(parts[0]));
        Path target = file.normalize();
        if (!target.startsWith(home) || !Files.exists(target)) {
            return false;
        }
        return parts.length == 1
                || read(home, home.relativize(target).toString()).anchors().contains(parts[1]);
    }

    @Override
    public String toString() {
        return path;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.shrink;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The lines of a scenario, in pieces that may be left out. They are distinguished by their words alone. A wrong guess
 * makes a script that the guest's shell refuses, and so one that does not fail as it has to.
 */
record ShellScript(List<String> lines) {
    private static final Pattern OPERATOR = Pattern.compile("[;&|()]++");

    /** Quoted text is part of a word. */
    private static final Pattern TOKEN =
            Pattern.compile(OPERATOR + "|(?:'[^']*+'|\"[^\"]*+\"|[^\\s;&|()'\"]++|['\"])++");

    private static final Set<String> OPENERS = Set.of("do", "if", "case", "{");
    private static final Set<String> CLOSERS = Set.of("done", "fi", "esac", "}");
    private static final Set<String> INTRODUCERS = Set.of("then", "else", "elif", "while", "until", "!");
    private static final Pattern CONTINUED = Pattern.compile("(?:\\\\|&&|\\|)\\s*$");

    ShellScript {
        lines = List.copyOf(lines);
    }

    /** Lines that belong together: a command, or a loop or condition with all that is in it. */
    record ScriptBlock(int first, int last) {
        private IntStream lines() {
            return IntStream.rangeClosed(first, last);
        }

        boolean isCompound() {
            return last > first;
        }
    }

    /** A word of a line, with the blanks before it, and for the last one those behind it. */
    record ScriptWord(int line, int index, String text) {}

    /**
     * Blocks that are inside of so many others.
     *
     * @param depth 0 for the script's own
     */
    List<ScriptBlock> blocks(int depth) {
        List<ScriptBlock> blocks = new ArrayList<>();
        int nesting = 0;
        int first = -1;
        for (int i = 0; i < lines.size(); i++) {
            boolean isOnLevel = nesting == depth;
            nesting = Math.max(0, nesting + nestingOf(lines.get(i)));
            if (first < 0 && isOnLevel && nesting >= depth) {
                first = i;
            }
            if (first >= 0
                    && nesting <= depth
                    && !CONTINUED.matcher(lines.get(i)).find()) {
                blocks.add(new ScriptBlock(first, i));
                first = -1;
            }
        }
        if (first >= 0) {
            blocks.add(new ScriptBlock(first, lines.size() - 1));
        }
        return blocks;
    }

    ShellScript withoutBlocks(List<ScriptBlock> blocks) {
        return withoutLines(blocks.stream().flatMapToInt(ScriptBlock::lines));
    }

    /** What is inside of these blocks stays, without the loop or condition around it. */
    ShellScript withoutFrames(List<ScriptBlock> blocks) {
        return withoutLines(blocks.stream().flatMapToInt(block -> IntStream.of(block.first(), block.last())));
    }

    List<ScriptWord> words() {
        List<ScriptWord> words = new ArrayList<>();
        for (int line = 0; line < lines.size(); line++) {
            List<String> ofLine = wordsOf(lines.get(line));
            for (int index = 0; index < ofLine.size(); index++) {
                words.add(new ScriptWord(line, index, ofLine.get(index)));
            }
        }
        return words;
    }

    /** All of a line. Blanks between quotes are part of a word. */
    private static List<String> wordsOf(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char character = line.charAt(i);
            if (quote == 0
                    && Character.isWhitespace(character)
                    && !word.toString().isBlank()) {
                words.add(word.toString());
                word.setLength(0);
            }
            word.append(character);
            if (quote == character) {
                quote = 0;
            } else if (quote == 0 && (character == '\'' || character == '"')) {
                quote = character;
            }
        }
        if (!words.isEmpty() && word.toString().isBlank()) {
            word.insert(0, words.remove(words.size() - 1));
        }
        words.add(word.toString());
        return words;
    }

    /** A line without words is left out. */
    static ShellScript ofWords(List<ScriptWord> words) {
        return new ShellScript(
                words.stream()
                        .collect(Collectors.groupingBy(ScriptWord::line, TreeMap::new, Collectors.toList()))
                        .values()
                        .stream()
                        .map(ShellScript::lineOf)
                        .toList());
    }

    private static String lineOf(List<ScriptWord> words) {
        String line = words.stream().map(ScriptWord::text).collect(Collectors.joining());
        return words.get(0).index() == 0 ? line : line.stripLeading();
    }

    private ShellScript withoutLines(IntStream numbers) {
        Set<Integer> dropped = numbers.boxed().collect(Collectors.toSet());
        return new ShellScript(IntStream.range(0, lines.size())
                .filter(i -> !dropped.contains(i))
                .mapToObj(lines::get)
                .toList());
    }

    private static int nestingOf(String line) {
        int nesting = 0;
        boolean commandBegins = true;
        Matcher tokens = TOKEN.matcher(line);
        while (tokens.find() && !tokens.group().startsWith("#")) {
            String token = tokens.group();
            boolean isOpener = commandBegins && OPENERS.contains(token);
            boolean isCloser = commandBegins && CLOSERS.contains(token);
            nesting += isOpener ? 1 : isCloser ? -1 : 0;
            commandBegins = isOpener
                    || isCloser
                    || (commandBegins && INTRODUCERS.contains(token))
                    || OPERATOR.matcher(token).matches();
        }
        return nesting;
    }
}

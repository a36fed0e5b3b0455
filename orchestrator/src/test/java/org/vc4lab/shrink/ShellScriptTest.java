// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.shrink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vc4lab.shrink.ShellScript.ScriptBlock;
import org.vc4lab.shrink.ShellScript.ScriptWord;

class ShellScriptTest {
    private static final ShellScript UNPLUG = new ShellScript(List.of(
            "play & player=$!",
            "for state in disconnected connected; do",
            "  tries=20",
            "  until detect; [ $now = $state ]; do",
            "    tries=$((tries - 1)); sleep 0.1",
            "  done",
            "done",
            "wait $player"));

    @Test
    void aLoopIsOneBlockWithAllThatIsInIt() {
        assertThat(UNPLUG.blocks(0))
                .containsExactly(new ScriptBlock(0, 0), new ScriptBlock(1, 6), new ScriptBlock(7, 7));
        assertThat(UNPLUG.blocks(1)).containsExactly(new ScriptBlock(2, 2), new ScriptBlock(3, 5));
        assertThat(UNPLUG.blocks(2)).containsExactly(new ScriptBlock(4, 4));
        assertThat(UNPLUG.blocks(3)).isEmpty();
    }

    @Test
    void aConditionAndACommandOfSeveralLinesAreOneBlockEach() {
        ShellScript script = new ShellScript(List.of(
                "if detect; then",
                "  one",
                "else",
                "  two",
                "fi",
                "play a \\",
                "  b &&",
                "wait",
                "{",
                "a",
                "}",
                "end"));

        assertThat(script.blocks(0))
                .containsExactly(
                        new ScriptBlock(0, 4), new ScriptBlock(5, 7), new ScriptBlock(8, 10), new ScriptBlock(11, 11));
    }

    @Test
    void aLoopInOneLineIsOneBlock() {
        assertThat(new ShellScript(List.of("for i in 1 2; do play; done", "end")).blocks(0))
                .containsExactly(new ScriptBlock(0, 0), new ScriptBlock(1, 1));
    }

    /** Such as in what a script prints. */
    @Test
    void aWordThatIsNoSyntaxNeitherBeginsNorEndsABlock() {
        assertThat(new ShellScript(List.of("echo done", "for i in 1 2; do", "sleep 1", "done", "play")).blocks(0))
                .containsExactly(new ScriptBlock(0, 0), new ScriptBlock(1, 3), new ScriptBlock(4, 4));
        for (String line :
                List.of("echo if; play", "echo 'a; do'", "echo \"a; { b\"", "play # a; do", "find -name {")) {
            assertThat(new ShellScript(List.of(line, "end")).blocks(0))
                    .as(line)
                    .containsExactly(new ScriptBlock(0, 0), new ScriptBlock(1, 1));
        }
    }

    @Test
    void syntaxBeginsACommand() {
        for (String line : List.of(
                "while ! { play; }; do sleep 1; done",
                "if play; then if sing; then dance; fi; fi",
                "if play; then { sing; } else if dance; then rest; fi; fi",
                "case $1 in a) { play; };; b) sing;; esac",
                "play() { sing; }; (dance; if rest; then play; fi)&",
                "play && { sing; } | { dance; }")) {
            assertThat(new ShellScript(List.of("{", line, "}")).blocks(1))
                    .as(line)
                    .containsExactly(new ScriptBlock(1, 1));
        }
    }

    /** The guest's shell refuses it; lines can be left out of it all the same. */
    @Test
    void whatHasNoBeginningOrNoEndIsABlockToo() {
        assertThat(new ShellScript(List.of("done", "fi", "for i in 1; do", "play", "done", "end")).blocks(0))
                .containsExactly(
                        new ScriptBlock(0, 0), new ScriptBlock(1, 1), new ScriptBlock(2, 4), new ScriptBlock(5, 5));
        ShellScript endless = new ShellScript(List.of("play", "for i in 1; do", "sing", "end"));
        assertThat(endless.blocks(0)).containsExactly(new ScriptBlock(0, 0), new ScriptBlock(1, 3));
        assertThat(endless.blocks(1)).containsExactly(new ScriptBlock(2, 2), new ScriptBlock(3, 3));
    }

    /** Otherwise words of a script that needs its blanks could not be left out. */
    @Test
    void allWordsAreTheWholeScript() {
        List<String> lines = List.of("  play  a\t b ", "", "   ", "echo 'x", " y'  z", "\t'a' ");

        assertThat(ShellScript.ofWords(new ShellScript(lines).words()).lines()).isEqualTo(lines);
    }

    @Test
    void whatIsLeftOutIsWholeBlocksOrWhatIsAroundThem() {
        assertThat(UNPLUG.withoutBlocks(List.of(new ScriptBlock(1, 6))).lines())
                .containsExactly("play & player=$!", "wait $player");
        assertThat(UNPLUG.withoutFrames(List.of(new ScriptBlock(3, 5))).lines())
                .containsExactly(
                        "play & player=$!",
                        "for state in disconnected connected; do",
                        "  tries=20",
                        "    tries=$((tries - 1)); sleep 0.1",
                        "done",
                        "wait $player");
    }

    @Test
    void quotedTextIsPartOfAWord() {
        List<ScriptWord> words = new ShellScript(List.of("play -D 'a b'c \"d $e\"", "end")).words();

        assertThat(words).extracting(ScriptWord::text).containsExactly("play", " -D", " 'a b'c", " \"d $e\"", "end");
        assertThat(ShellScript.ofWords(words).lines()).containsExactly("play -D 'a b'c \"d $e\"", "end");
        assertThat(ShellScript.ofWords(words.subList(0, 2)).lines()).containsExactly("play -D");
    }
}

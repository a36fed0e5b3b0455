// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.lab.model.Case;

/** Whatever a text says, its folder is one case, in its place, or none. */
final class DraftFolderTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Comm: aplay\u2028case: forged Not tainted",
                "Comm: aplay\u0085case: forged Not tainted",
                "Comm: ' # \u001b[31m: {} [ & * ! | > % @ ` Not tainted",
                "Comm: \ufffe\ufeff\u202e Not tainted",
            })
    void noTextOfAMailBreaksOutOfItsLine(String task) throws Exception {
        Case ofCase = PostedLogs.writeAndRead(folder, PostedLogs.OOPS.replace("Comm: pulseaudio Not tainted", task));

        assertThat(ofCase.name()).isEqualTo("drafted");
        assertThat(ofCase.kernel()).isEqualTo("5.10.223");
        assertThat(Files.readString(folder.resolve("cases/drafted/case.yaml")).chars())
                .noneMatch(character -> (Character.isISOControl(character) && character != '\n')
                        || character == 0x2028
                        || character == 0x202e);
    }

    @ParameterizedTest
    @ValueSource(strings = {"7386", "true", "null", "1e3", "no", "0x7"})
    void aNameThatYamlTakesForSomethingElseIsReadBack(String name) throws Exception {
        Path text = Files.writeString(folder.resolve("posted.txt"), PostedLogs.OOPS);
        CaseDraft draft = PostedLogs.drafter(folder, note -> {}).draft(text, Optional.of(name));

        PostedLogs.cases(folder).write(draft, "posted.txt");

        assertThat(PostedLogs.repository(folder.resolve("cases")).read(name).name())
                .isEqualTo(name);
    }

    @Test
    void aDraftThatCannotBeReadBackLeavesNoFolder() throws Exception {
        CaseDraft draft = PostedLogs.draft(folder, PostedLogs.OOPS);
        CaseDraft misnamed = new CaseDraft(
                draft.name(),
                draft.summary(),
                draft.kernel(),
                Guess.of("no-such-'config", "line 1"),
                draft.base(),
                draft.baseOrigins(),
                draft.knownScenario(),
                draft.commands(),
                draft.leftOut(),
                draft.task(),
                List.of(),
                draft.otherReports(),
                draft.candidates(),
                draft.noPatches(),
                draft.followOns());
        DraftFolder cases = PostedLogs.cases(folder);

        assertThatThrownBy(() -> cases.write(misnamed, "posted.txt")).isInstanceOf(IOException.class);
        try (Stream<Path> entries = Files.list(folder.resolve("cases"))) {
            assertThat(entries).noneMatch(Files::isDirectory);
        }
    }

    /** The editor of whoever writes the case would look for it in vain. */
    @Test
    void aSchemaThatCannotBeNamedIsLeftOut() throws Exception {
        Path blank = Files.createDirectory(folder.resolve("two words")).resolve("case.schema.json");
        Files.writeString(blank, "{}");
        assertThat(modelines(folder.resolve("none.json"), "cases")).isEmpty();
        assertThat(modelines(blank, "cases-2")).isEmpty();
    }

    @Test
    void aSchemaIsFoundThroughALink() throws Exception {
        Path schema = Files.writeString(folder.resolve("case.schema.json"), "{}");
        Files.createDirectories(folder.resolve("a/b/c"));
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("a/b/c"));

        assertThat(modelines(schema, "link"))
                .containsExactly("# yaml-language-server: $schema=../../../../case.schema.json");
    }

    /** The comments for editors in a new case below {@code cases}. */
    private List<String> modelines(Path schema, String cases) throws Exception {
        DraftFolder draftFolder = new DraftFolder(PostedLogs.repository(folder.resolve(cases)), schema);
        Path written = draftFolder.write(PostedLogs.draft(folder, PostedLogs.OOPS), "posted.txt");
        return Files.readAllLines(written.resolve("case.yaml")).stream()
                .filter(line -> line.startsWith("# yaml-language-server"))
                .toList();
    }

    @Test
    void anExistingFolderIsNotOverwritten() throws Exception {
        PostedLogs.writeAndRead(folder, PostedLogs.OOPS);

        assertThatThrownBy(() -> PostedLogs.writeAndRead(folder, PostedLogs.mail()))
                .hasMessageContaining("drafted");
        assertThat(Files.readString(folder.resolve("cases/drafted/case.yaml"))).contains("pristine");
        try (Stream<Path> entries = Files.list(folder.resolve("cases"))) {
            assertThat(entries.filter(Files::isDirectory)).hasSize(1);
        }
    }

    @Test
    void aLinkInPlaceOfTheFolderIsNotFollowed() throws Exception {
        Files.createDirectory(folder.resolve("cases"));
        Path outside = folder.resolve("outside");
        Files.createSymbolicLink(folder.resolve("cases/drafted"), outside);

        assertThatThrownBy(() -> PostedLogs.writeAndRead(folder, PostedLogs.OOPS))
                .hasMessageContaining("drafted");
        assertThat(outside).doesNotExist();
    }
}

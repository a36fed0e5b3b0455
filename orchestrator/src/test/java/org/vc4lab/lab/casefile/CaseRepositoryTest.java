// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.casefile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.lab.model.UnknownNameException;
import org.vc4lab.source.Yaml.YamlException;

final class CaseRepositoryTest {
    @TempDir
    Path folder;

    @BeforeEach
    void writeTwoCasesAndSomethingElse() throws Exception {
        for (String name : new String[] {"squeak", "moved"}) {
            TestCase.makeFolders(folder.resolve(name));
            Files.writeString(Files.createDirectories(folder.resolve(name)).resolve("case.yaml"), TestCase.YAML);
        }
        Files.createDirectories(folder.resolve("notes"));
    }

    @Test
    void findsTheCases() throws Exception {
        assertThat(new CaseRepository(folder, new Faults(List.of())).names()).containsExactly("moved", "squeak");
        assertThat(new CaseRepository(folder, new Faults(List.of()))
                        .read("squeak")
                        .name())
                .isEqualTo("squeak");
        assertThat(new CaseRepository(folder.resolve("none"), new Faults(List.of())).names())
                .isEmpty();
    }

    @Test
    void anUnknownNameIsRefusedWithTheValidNames() {
        assertThatThrownBy(() -> new CaseRepository(folder, new Faults(List.of())).read("squeek"))
                .isInstanceOf(UnknownNameException.class)
                .hasMessage("no case 'squeek'; valid: moved, squeak");
    }

    @Test
    void refusesACaseInAFolderOfAnotherName() {
        assertThatThrownBy(() -> new CaseRepository(folder, new Faults(List.of())).read("moved"))
                .isInstanceOf(YamlException.class)
                .hasMessageContaining("'squeak' does not match its folder 'moved'");
    }
}

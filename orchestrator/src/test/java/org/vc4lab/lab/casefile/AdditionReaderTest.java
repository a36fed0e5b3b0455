// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.casefile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vc4lab.build.rootfs.GuestAdditions;
import org.vc4lab.build.rootfs.GuestProgram;
import org.vc4lab.build.rootfs.LockedPackage;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.CaseFolder;
import org.vc4lab.source.Yaml;
import org.vc4lab.source.Yaml.YamlException;

/** What a case brings into the guest. */
final class AdditionReaderTest {
    private static final String HASH = "0123456789abcdef".repeat(4);
    private static final String ADDING =
            """
            packages:
              armhf:
                - {name: libdrm-tests, version: 2.4.114-1, pool: pool/main/libd/libdrm/t.deb, sha256: %s, take: [/usr/bin/modetest, /usr/share/x11/]}
            files: [watch.sh, probe.c, probe.h]
            """
                    .formatted(HASH);

    @TempDir
    Path folder;

    @Test
    void areKeptOnOtherKernelsAndConfigurations() throws Exception {
        Case squeak = read(ADDING);

        assertThat(squeak.additions().packages().get("armhf"))
                .containsExactly(new LockedPackage(
                        "libdrm-tests",
                        "2.4.114-1",
                        "pool/main/libd/libdrm/t.deb",
                        HASH,
                        List.of("/usr/bin/modetest", "/usr/share/x11/")));
        assertThat(squeak.additions().files())
                .containsExactly(folder.toAbsolutePath().resolve("watch.sh"));
        assertThat(squeak.additions().programs())
                .containsExactly(new GuestProgram(
                        folder.toAbsolutePath().resolve("probe.c"),
                        List.of(folder.toAbsolutePath().resolve("probe.h")),
                        folder.resolve("case.yaml") + ":" + lineOf("files:") + ":19: files.[1]"));
        assertThat(squeak.withKernel("5.10.46").additions()).isEqualTo(squeak.additions());
        assertThat(TestCase.get().additions()).isEqualTo(new GuestAdditions(Map.of(), List.of(), List.of()));
    }

    @Test
    void theSchemaKnowsThem() throws Exception {
        assertThat(CaseSchemaTest.problems(TestCase.SILENT + ADDING)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            watch.sh            | ../watch.sh       | files.[0]: '../watch.sh' is no name of a file in the case's folder
            watch.sh            | /etc/passwd       | files.[0]: '/etc/passwd' is no name of a file
            watch.sh            | link.sh           | files.[0]: there is no plain file
            watch.sh            | base              | files.[0]: there is no plain file
            watch.sh            | large             | has more than the limit of 16384 KiB
            probe.c             | ../probe.c        | files.[1]: '../probe.c' is no name of a file in the case's folder
            probe.c             | /etc/passwd.c     | files.[1]: '/etc/passwd.c' is no name of a file
            probe.c             | link.c            | files.[1]: there is no plain file
            probe.h             | link.h            | files.[2]: there is no plain file
            probe.h             | probe             | files.[2]: 'probe' is /case/probe of the guest, as is files.[1]
            probe.c             | probe             | files.[2]: a header needs a C source in files
            watch.sh            | probe.c           | files.[1]: 'probe.c' is /case/probe of the guest, as is files.[0]
            pool/main/          | ../../            | packages.armhf.[0]: not a path below the root of an archive
            pool/main/          | https://evil/     | packages.armhf.[0]: not a path below the root of an archive
            sha256: 0           | sha256: x         | packages.armhf.[0]: not a SHA-256
            /usr/bin/modetest   | /usr/../init      | packages.armhf.[0].take.[0]: '/usr/../init' is no file or folder of a package
            /usr/bin/modetest   | modetest          | packages.armhf.[0].take.[0]: 'modetest' is no file or folder of a package
            version: 2          | vers: 2           | packages.armhf.[0].vers: unknown key; valid here:
            """)
    void namesTheLineOfAMistake(String from, String to, String problem) throws Exception {
        for (String suffix : List.of(".sh", ".c", ".h")) {
            Files.createSymbolicLink(folder.resolve("link" + suffix), Path.of("watch.sh"));
        }
        Files.write(folder.resolve("large"), new byte[17 << 20]);
        assertThat(ADDING).contains(from);
        assertThatThrownBy(() -> read(ADDING.replace(from, to)))
                .isInstanceOf(YamlException.class)
                .hasMessageStartingWith(folder.resolve("case.yaml") + ":")
                .hasMessageContaining(problem);
    }

    private static int lineOf(String start) {
        List<String> lines = (TestCase.SILENT + ADDING).lines().toList();
        return 1
                + lines.indexOf(lines.stream()
                        .filter(line -> line.startsWith(start))
                        .findFirst()
                        .orElseThrow());
    }

    private Case read(String additions) throws IOException {
        TestCase.makeFolders(folder);
        Files.writeString(folder.resolve("watch.sh"), "#!/bin/sh\n");
        for (String name : List.of("probe.c", "probe.h", "probe")) {
            Files.writeString(folder.resolve(name), "");
        }
        return CaseFile.read(
                new Yaml(folder.resolve("case.yaml"), TestCase.SILENT + additions),
                CaseFolder.own(folder),
                new Faults(List.of()));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.ProcessRunner;

/** The scripts of ci look for what was built where the lab keeps it. */
class StoreLocationTest {
    private static final Path HOME =
            Path.of(System.getProperty("vc4lab.home", "..")).toAbsolutePath().normalize();

    @ParameterizedTest
    @CsvSource({
        "'', '', /home/me/.cache/vc4lab",
        "'', /caches, /caches/vc4lab",
        "/mine, /caches, /mine",
        "mine, '', mine"
    })
    void theScriptsFindIt(String configured, String caches, String expected) throws Exception {
        Map<String, String> environment =
                Map.of("HOME", "/home/me", "XDG_CACHE_HOME", caches, "VC4LAB_CACHE", configured);
        Command command = Command.of("python3", "-B", "-c", "import labstore; print(labstore.location())")
                .env("PYTHONPATH", HOME.resolve("ci/common").toString());
        for (Map.Entry<String, String> variable : environment.entrySet()) {
            command = command.env(variable.getKey(), variable.getValue());
        }
        assertThat(Store.location(environment)).isEqualTo(Path.of(expected).toAbsolutePath());
        assertThat(new ProcessRunner().run(command).orThrow().output())
                .containsExactly(Store.location(environment).toString());
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.build.BuildService;
import org.vc4lab.build.host.BuildDirectoryLock;
import org.vc4lab.build.store.Progress;
import org.vc4lab.build.store.Store;
import org.vc4lab.container.Isolation;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.exec.RunningProcess;

/** Builds small "kernels" with make and the compiler of this machine. */
class KernelBuilderTest {
    private static final KernelSource RELEASE = new KernelSource.PatchedRelease("1.0");

    private final SmallKernel small;
    private final Path home;
    private final Path cache;
    private final ProcessRunner runner = new ProcessRunner();

    KernelBuilderTest(@TempDir Path folder) throws Exception {
        this.small = SmallKernel.in(folder);
        this.home = small.home();
        this.cache = small.cache();
    }

    private KernelBuild build(String... diffs) throws IOException, InterruptedException {
        return small.build(RELEASE, diffs);
    }

    private static Kernel requireBuilt(KernelBuild build) {
        assertThat(build).isInstanceOf(KernelBuild.BuiltKernel.class);
        return ((KernelBuild.BuiltKernel) build).kernel();
    }

    private static String diff(String file, String from, String to) {
        return SmallKernel.diff(file, from, to);
    }

    private List<String> compiled() throws IOException {
        return small.takeCompiled("linux-1.0");
    }

    private Path buildDirectory() {
        return cache.resolve("work/linux-1.0/small");
    }

    private void markInProgress() throws IOException {
        new InProgressMarker(buildDirectory().resolve("state/busy")).set();
    }

    @Test
    void aPatchRecompilesOnlyTheFilesThatItTouches() throws Exception {
        Kernel plain = requireBuilt(build());
        assertThat(plain.image()).isNotEmptyFile();
        assertThat(plain.deviceTree()).hasContent("dtb");
        assertThat(plain.config()).hasContent("CONFIG_A=y");
        assertThat(plain.canary()).isNotEmptyFile();
        assertThat(compiled()).containsExactly("a", "b", "canary", "config");

        Kernel changed = requireBuilt(build(diff("a.c", "int a = 1;", "int a = 2;")));
        assertThat(compiled()).containsExactly("a");
        assertThat(changed.id()).isNotEqualTo(plain.id());
        assertThat(changed.image()).isNotEqualTo(plain.image());

        assertThat(requireBuilt(build())).isEqualTo(plain);
        assertThat(compiled()).isEmpty();

        requireBuilt(build(diff("common.h", "#define COMMON 1", "#define COMMON 2")));
        assertThat(compiled()).containsExactly("a", "b", "canary");
    }

    @Test
    void theCandidateComesOnTopOfTheBase() throws Exception {
        String base = diff("a.c", "int a = 1;", "int a = 2;");
        String candidate = diff("a.c", "int a = 2;", "int a = 3;");
        requireBuilt(build(base, candidate));
        assertThat(build(candidate)).isInstanceOfSatisfying(KernelBuild.PatchFailed.class, failed -> {
            assertThat(failed.patch()).isEqualTo("change.diff");
            assertThat(failed.reason()).contains("a.c");
        });
    }

    @Test
    void aCompileErrorIsReportedWithTheCompilersMessage() throws Exception {
        assertThat(build(diff("a.c", "int a = 1;", "int a = nonsense;")))
                .isInstanceOfSatisfying(KernelBuild.BuildFailed.class, failed -> assertThat(failed.reason())
                        .contains("a.c:1:9: error: 'nonsense' undeclared"));
        requireBuilt(build(diff("a.c", "int a = 1;", "int a = 4;")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Killed", "No space left on device", "bc: not found"})
    void aBuildThatOnlyClaimsThatTheMachineFailedIsTheSourcesFault(String claim) throws Exception {
        String error = "$(error " + claim + ")";
        for (String line : List.of(error, "$(if $(KCONFIG_ALLCONFIG),," + error + ")")) {
            String makefile =
                    "--- a/Makefile\n+++ b/Makefile\n@@ -1,2 +1,3 @@\n+" + line + "\n VERSION = 1\n PATCHLEVEL = 0\n";
            assertThat(build(makefile))
                    .isInstanceOfSatisfying(KernelBuild.BuildFailed.class, failed -> assertThat(failed.reason())
                            .contains(claim));
        }
        assertThat(build(diff("a.c", "int a = 1;", "int a = nonsense; // " + claim)))
                .isInstanceOf(KernelBuild.BuildFailed.class);
    }

    /** Make says so too, and a file that it was writing looks complete. */
    @Test
    void aCompilerThatWasKilledIsNotTheSourcesFault() throws Exception {
        requireBuilt(build());
        compiled();
        Path killed = cache.resolve("killed");
        String once = "$(if $(KCONFIG_ALLCONFIG)$(wildcard " + killed + "),,$(shell echo half >$(O)/b.o; touch "
                + killed + ")$(error Killed))";
        String makefile =
                "--- a/Makefile\n+++ b/Makefile\n@@ -1,2 +1,3 @@\n+" + once + "\n VERSION = 1\n PATCHLEVEL = 0\n";
        Kernel kernel = requireBuilt(build(makefile));
        assertThat(killed).exists();
        assertThat(compiled()).contains("b");
        assertThat(Files.readString(kernel.image(), StandardCharsets.ISO_8859_1))
                .doesNotContain("half");
    }

    @Test
    void aKernelHasTheWarningsOfAllItsFiles() throws Exception {
        assertThat(requireBuilt(build()).warnings()).contains(List.of());
        String warns = diff("a.c", "int a = 1;", "static int a = 1;");
        Kernel first = requireBuilt(build(warns));
        Kernel second = requireBuilt(build(warns, diff("common.h", "#define COMMON 1", "#define COMMON 2")));
        for (Kernel kernel : List.of(first, second)) {
            assertThat(kernel.warnings().orElseThrow())
                    .extracting(CompilerWarning::unit)
                    .containsExactly("CC a.o");
        }
        assertThat(requireBuilt(build()).warnings()).contains(List.of());
    }

    @Test
    void theOutputOfAKilledMakeIsDiscarded() throws Exception {
        requireBuilt(build());
        compiled();
        Path objects = buildDirectory().resolve("build/objects");
        markInProgress();
        Files.writeString(objects.resolve("b.o"), "half a fi");
        requireBuilt(build(diff("a.c", "int a = 1;", "int a = 5;")));
        assertThat(compiled()).containsExactly("a", "b");
    }

    @Test
    void theChildrenOfAKilledMakeAreWaitedFor() throws Exception {
        requireBuilt(build());
        Path objects = buildDirectory().resolve("build/objects");
        markInProgress();
        Path lock = buildDirectory().resolveSibling("small.lock");
        Path orphan = objects.resolve("b.o");
        Command compiler = Command.of("sh", "-c", "echo begun; sleep 1; echo half > " + orphan);
        try (RunningProcess running = runner.start(Command.of(BuildDirectoryLock.wrap(lock, compiler.argv())))) {
            await("the compiler holds the lock").atMost(Duration.ofMinutes(2)).until(() -> running.output()
                    .contains("begun"));
            Kernel kernel = requireBuilt(build(diff("a.c", "int a = 1;", "int a = 6;")));
            assertThat(running.isAlive()).isFalse();
            assertThat(Files.readString(kernel.image(), StandardCharsets.ISO_8859_1))
                    .doesNotContain("half");
        }
    }

    @Test
    void aSettingThatDoesNotTakeIsAnInfrastructureError() throws IOException {
        Path fragment = small.fragment();
        Files.writeString(fragment, "CONFIG_IMPOSSIBLE=y\n");
        assertThatThrownBy(this::build)
                .isInstanceOf(RefusedSettingsException.class)
                .hasMessageContaining(fragment + ":1: CONFIG_IMPOSSIBLE=y did not take");
    }

    @Test
    void unknownKernelsAndConfigurationsAreRefusedWithTheKnownOnes() throws Exception {
        Map<String, String> environment = Map.of(Store.VARIABLE, cache.toString());
        try (BuildService buildService =
                BuildService.open(home, environment, runner, Progress.silent(), Isolation.NONE)) {
            assertThatThrownBy(() -> buildService.buildKernel(
                            new KernelSpec(new KernelSource.PatchedRelease("2.0"), "small", List.of())))
                    .hasMessageContaining("no kernel 2.0")
                    .hasMessageEndingWith("valid: 1.0");
            assertThatThrownBy(() -> buildService.buildKernel(
                            new KernelSpec(new KernelSource.PatchedRelease("1.0"), "large", List.of())))
                    .hasMessageContaining("no configuration large")
                    .hasMessageEndingWith("valid: small");
        }
    }

    @Test
    void aStorePathThatMakeCannotHandleIsRefused() {
        Map<String, String> environment = Map.of(Store.VARIABLE, cache + "/with space");
        assertThatThrownBy(() -> BuildService.open(home, environment, runner, Progress.silent(), Isolation.NONE))
                .hasMessageContaining("with space")
                .hasMessageContaining(Store.VARIABLE);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.build.kernel.KernelConfigRepository.BuildConfig;
import org.vc4lab.patch.FileState;

/** The configurations that come with the lab. */
class KernelConfigRepositoryTest {
    private static final Path HOME =
            Path.of(System.getProperty("vc4lab.home", "..")).toAbsolutePath().normalize();

    private final KernelConfigRepository configRepository = new KernelConfigRepository(HOME);

    static Set<String> configNames() throws Exception {
        return new KernelConfigRepository(HOME).readConfigFile().configs().keySet();
    }

    /** Without a canary check a checker could be off, and its silence would count as proof. */
    @ParameterizedTest
    @MethodSource("configNames")
    void eachCheckerHasACanaryCheck(String name) throws Exception {
        KernelConfigRepository.Config config = configRepository.findConfig(name);

        assertThat(config.checks().contains("atomic-sleep"))
                .isEqualTo(config.fragments().contains("lockdep"));
        assertThat(config.checks().contains("lock-order"))
                .isEqualTo(config.fragments().contains("lockdep"));
        assertThat(config.checks().contains("use-after-free"))
                .isEqualTo(config.fragments().contains("kasan"));
    }

    /** As in 5.10.46, 5.10.223 and 7.2.8. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    true  | arch-$(CONFIG_CPU_32v7)=-D__LINUX_ARM_ARCH__=7 $(call cc-option,-march=armv7-a,-march=armv5t -Wa$(comma)-march=armv7-a)
                    false | arch-$(CONFIG_CPU_32v7)=-D__LINUX_ARM_ARCH__=7 -march=armv7-a
                    false | arch-$(CONFIG_CPU_32v7):=-march=armv7-a
                    """)
    void onlyTreesThatAskForTheArchitectureNeedTheSoftFloatCompiler(boolean isNeeded, String line) throws Exception {
        List<String> needed = new ArrayList<>();
        for (TreeCompiler compiler : configRepository.treeCompilers()) {
            if (compiler.isNeededBy(
                    path -> Optional.of(new FileState.Present(path.equals("arch/arm/Makefile") ? line : "", false)))) {
                needed.add(compiler.crossCompile());
            }
        }
        assertThat(needed).isEqualTo(isNeeded ? List.of("arm-linux-gnueabi-") : List.of());
    }

    @Test
    void eachFragmentIsSortedAndHasAReason() throws Exception {
        Set<String> fragments = new LinkedHashSet<>();
        for (String name : configNames()) {
            fragments.addAll(configRepository.findConfig(name).fragments());
        }
        for (String fragment : fragments) {
            List<String> lines = Files.readAllLines(HOME.resolve("kernel-configs/" + fragment + ".config"));
            List<String> settings =
                    lines.stream().filter(line -> line.startsWith("CONFIG_")).toList();
            assertThat(settings).as(fragment).isNotEmpty().isSorted();
            assertThat(lines.get(1)).as(fragment).startsWith("# ").doesNotContain("CONFIG_");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"kasan", "lockdep", "plain", "preempt", "rt"})
    void sharedFragmentsHoldOnlySettingsOfAllArchitectures(String profile) throws Exception {
        List<String> arm = configRepository.findConfig("armv7l-" + profile).fragments();
        List<String> arm64 = configRepository.findConfig("arm64-" + profile).fragments();

        assertThat(arm64.subList(arm64.indexOf("bcm2711"), arm64.size()))
                .isEqualTo(arm.subList(arm.indexOf("bcm2711"), arm.size()));
    }

    @ParameterizedTest
    @MethodSource("configNames")
    void everyAllowedPairOfKernelAndConfigurationHasARecipe(String name) throws Exception {
        for (KernelConfigRepository.PinnedRelease release : configRepository.releases()) {
            KernelVersion version = KernelVersion.of(release.version());
            if (configRepository.findConfig(name).kernels().contains(version)) {
                assertThat(configRepository
                                .findBuildConfig(name, version, List.of())
                                .fragments())
                        .allSatisfy(fragment -> assertThat(fragment).isRegularFile());
            } else {
                assertThatThrownBy(() -> configRepository.findBuildConfig(name, version, List.of()))
                        .hasMessageContaining("configuration " + name + " is for kernels");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("configNames")
    void theTwinDiffersInDebugInformationAlone(String name) throws Exception {
        KernelVersion version = KernelVersion.of(name.endsWith("-rt") ? "7.2.8" : "5.11");
        BuildConfig kernel = configRepository.findBuildConfig(name, version, List.of());
        BuildConfig twin = configRepository.withFullDebugInfo().findBuildConfig(name, version, List.of());

        List<Path> fragments = new ArrayList<>(kernel.fragments());
        assertThat(fragments.remove(HOME.resolve("kernel-configs/debug-info-reduced.config")))
                .isTrue();
        assertThat(twin.fragments()).isEqualTo(fragments);
        assertThat(twin.configName()).as("its objects are its own").isNotEqualTo(kernel.configName());
    }

    /** Linux 6.5 moved the files of 32-bit ARM into vendor folders. */
    @Test
    void theDeviceTreeHasThePathOfItsKernel() throws Exception {
        assertThat(configRepository
                        .findBuildConfig("armv7l-lockdep", KernelVersion.of("6.4"), List.of())
                        .deviceTree())
                .isEqualTo("arch/arm/boot/dts/bcm2711-rpi-4-b.dtb");
        assertThat(configRepository
                        .findBuildConfig("armv7l-lockdep", KernelVersion.of("6.5"), List.of())
                        .deviceTree())
                .isEqualTo("arch/arm/boot/dts/broadcom/bcm2711-rpi-4-b.dtb");
    }

    @Test
    void fragmentsOfOtherKernelsAreSkipped() throws Exception {
        assertThat(fragments("5.10")).contains("debug-info-boolean.config").doesNotContain("debug-info-choice.config");
        assertThat(fragments("6.1")).contains("debug-info-choice.config").doesNotContain("debug-info-boolean.config");
    }

    private List<String> fragments(String version) throws Exception {
        return configRepository
                .findBuildConfig("arm64-lockdep", KernelVersion.of(version), List.of())
                .fragments()
                .stream()
                .map(fragment -> fragment.getFileName().toString())
                .toList();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vc4lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;

/** The jar as a module: what it shows to others, and that it works as one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ModuleIT {
    private static final Path HOME =
            Path.of(System.getProperty("vc4lab.home", "..")).toAbsolutePath().normalize();
    private static final Path TARGET = HOME.resolve("orchestrator/target");

    @TempDir
    Path folder;

    private Path jar;
    private String modulePath;

    @BeforeAll
    void findTheJar() throws Exception {
        try (Stream<Path> files = Files.list(TARGET)) {
            jar = files.filter(file -> file.getFileName().toString().matches("orchestrator-[0-9.]+(-SNAPSHOT)?\\.jar"))
                    .findFirst()
                    .orElseThrow();
        }
        try (Stream<Path> libraries = Files.list(TARGET.resolve("lib"))) {
            modulePath = Stream.concat(Stream.of(jar), libraries)
                    .filter(file -> !file.getFileName().toString().startsWith("mcp-")) // no modules; of one command
                    .map(Path::toString)
                    .collect(Collectors.joining(":"));
        }
    }

    @Test
    void exportsOnlyThePackagesForTestAuthors() {
        ModuleDescriptor module =
                ModuleFinder.of(jar).find("org.vc4lab").orElseThrow().descriptor();

        assertThat(module.isAutomatic()).isFalse();
        assertThat(module.exports())
                .extracting(ModuleDescriptor.Exports::source)
                .containsExactlyInAnyOrder("org.vc4lab.guest", "org.vc4lab.junit", "org.vc4lab.kernellog");
        assertThat(module.provides())
                .extracting(ModuleDescriptor.Provides::service)
                .containsExactly("org.vc4lab.guest.MachineProvider");
    }

    /** Picocli, Jackson and YAML look into its classes. */
    @ParameterizedTest
    @ValueSource(strings = {"faults", "kernels"})
    void worksAsAModule(String command) throws Exception {
        List<String> argv = new ArrayList<>(List.of(
                "java",
                "-Dvc4lab.home=" + HOME,
                "--module-path",
                modulePath,
                "--module",
                "org.vc4lab/org.vc4lab.cli.Main"));
        argv.add(command);

        CommandResult commandResult = new ProcessRunner().run(Command.of(argv));

        assertThat(commandResult.status()).as(commandResult::describe).isZero();
    }

    @Test
    void anotherModuleCanUseOnlyTheExportedPackages() throws Exception {
        assertThat(
                        complaints(
                                """
                        import org.junit.jupiter.api.Test;
                        import org.vc4lab.guest.Bcm2711Container;
                        import org.vc4lab.guest.BootedGuest;
                        import org.vc4lab.junit.Vc4Lab;

                        @Vc4Lab
                        class DriverTest {
                            @Test
                            void boots(BootedGuest pi) throws Exception {
                                pi.kernelLog().forEach(report -> System.out.println(report.title()));
                                try (Bcm2711Container other = new Bcm2711Container().withKernel("5.10.223")) {
                                    other.start();
                                }
                            }
                        }
                        """))
                .isEmpty();
        assertThat(complaints("class DriverTest { org.vc4lab.exec.Command command; }"))
                .contains("package org.vc4lab.exec is not visible");
    }

    private String complaints(String source) throws Exception {
        Path module = Files.writeString(folder.resolve("module-info.java"), "module driver { requires org.vc4lab; }");
        Path test = Files.writeString(
                folder.resolve("DriverTest.java"),
                source.startsWith("import") ? "package driver;\n" + source : "package driver; " + source);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter complaints = new StringWriter();
        compiler.getTask(
                        complaints,
                        null,
                        null,
                        List.of("-d", folder.resolve("classes").toString(), "--module-path", modulePath),
                        null,
                        compiler.getStandardFileManager(null, null, null).getJavaFileObjects(module, test))
                .call();
        return complaints.toString();
    }
}

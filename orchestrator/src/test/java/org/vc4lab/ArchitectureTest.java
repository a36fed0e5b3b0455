// SPDX-License-Identifier: Apache-2.0
package org.vc4lab;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The order of the packages: each may use only those below it. */
final class ArchitectureTest {
    private static final String ROOT = "org.vc4lab.";

    /** From top to bottom; packages in one row do not know each other. */
    private static final List<List<String>> ROWS = List.of(
            List.of("cli"),
            List.of("cli.bisect", "cli.matrix", "cli.dmesg", "cli.mcp"),
            List.of("cli.exit"),
            List.of("junit"),
            List.of("report"),
            List.of("matrix", "bisect"),
            List.of("explore", "debug", "intake"),
            List.of("trace"),
            List.of("shrink"),
            List.of("lab"),
            List.of("lab.judge", "lab.evidence"),
            List.of("lab.audio", "lab.casefile", "lab.witness"),
            List.of("lab.model"),
            List.of("guest"),
            List.of("build"),
            List.of("build.kernel", "build.emulator", "build.rootfs"),
            List.of("build.host"),
            List.of("build.store"),
            List.of("patch", "source", "container"),
            List.of("kernellog", "exec"));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.vc4lab");

    static List<String> packages() {
        return ROWS.stream().flatMap(List::stream).toList();
    }

    @ParameterizedTest
    @MethodSource("packages")
    void usesOnlyPackagesBelow(String name) {
        String[] forbidden = packages().stream()
                .filter(other -> !other.equals(name) && row(other) <= row(name))
                .map(other -> ROOT + other)
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(ROOT + name)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden)
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    private static int row(String name) {
        for (int row = 0; row < ROWS.size(); row++) {
            if (ROWS.get(row).contains(name)) {
                return row;
            }
        }
        throw new IllegalArgumentException(name);
    }

    @Test
    void everyPackageBelongsToALayer() {
        String[] known = packages().stream().map(name -> ROOT + name).toArray(String[]::new);
        classes().should().resideInAnyPackage(known).check(CLASSES);
    }

    @Test
    void packagesFormNoCycles() {
        slices().matching(ROOT + "(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void guestKnowsNoBuildAndBuildNoGuest() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "guest..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + "build..", ROOT + "patch..", ROOT + "source..")
                .check(CLASSES);
    }

    @Test
    void theParserOfKernelLogsIsPure() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "kernellog..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.nio.file..", "java.net..")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.ProcessBuilder")
                .check(CLASSES);
    }

    @Test
    void theJudgeIsPure() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "lab.judge..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.nio.file..", "java.net..", "java.io..")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.time.Clock")
                .check(CLASSES);
    }

    @Test
    void simpleNamesAreUnique() {
        Map<String, List<String>> namesakes = CLASSES.stream()
                .filter(type ->
                        !type.getSimpleName().isEmpty() && !type.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(
                        JavaClass::getSimpleName,
                        TreeMap::new,
                        Collectors.mapping(JavaClass::getName, Collectors.toList())));
        namesakes.values().removeIf(names -> names.size() == 1);
        assertThat(namesakes).isEmpty();
    }

    @Test
    void onlyExecStartsProcesses() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "exec..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.commons.exec..")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ProcessBuilder.class)
                .check(CLASSES);
    }

    @Test
    void streamsComeInThroughConstructors() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + "cli..", ROOT + "junit..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .check(CLASSES);
    }

    /** What a command prints cannot control the terminal, because Main wraps both streams. */
    @Test
    void commandsPrintThroughMain() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(ROOT + "cli.Main")
                .should()
                .accessField(System.class, "err")
                .check(CLASSES);
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(ROOT + "cli.Main")
                .and()
                .doNotHaveSimpleName("ShellCommand") // the guest's console is the user's own wish
                .and()
                .doNotHaveSimpleName("McpCommand") // for a program, in JSON
                .should()
                .accessField(System.class, "out")
                .check(CLASSES);
    }

    @Test
    void classesAreFinal() {
        classes()
                .that()
                .areNotInterfaces()
                .and()
                .areNotAnonymousClasses()
                .and()
                .areNotEnums()
                .and()
                .doNotHaveModifier(JavaModifier.ABSTRACT)
                .should()
                .haveModifier(JavaModifier.FINAL)
                .check(CLASSES);
    }

    @Test
    void noStateIsStaticAndCanChange() {
        fields().that().areStatic().should().beFinal().check(CLASSES);
    }
}

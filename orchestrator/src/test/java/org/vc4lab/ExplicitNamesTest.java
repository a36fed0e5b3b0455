// SPDX-License-Identifier: Apache-2.0
package org.vc4lab;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Names in files are written in annotations and constants, so that renaming Java never changes a user's data. */
final class ExplicitNamesTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.vc4lab");

    @Test
    void everyComponentOfARecordInAFileHasItsNameWritten() {
        classes()
                .that(DescribedPredicate.describe("are in a file", ExplicitNamesTest::isRecordInAFile))
                .should(new Condition("have the names of all their components written") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        components(type).forEach(component -> check(component, events));
                    }

                    private void check(JavaField component, ConditionEvents events) {
                        String name = component
                                .tryGetAnnotationOfType(JsonProperty.class)
                                .map(JsonProperty::value)
                                .orElse("");
                        violated(
                                events,
                                name.isEmpty() && !component.isAnnotatedWith(JsonUnwrapped.class),
                                component.getFullName() + " has no @JsonProperty");
                        component
                                .getType()
                                .getAllInvolvedRawTypes()
                                .forEach(type -> violated(
                                        events,
                                        !hasNames(type),
                                        component.getFullName() + " is a " + type.getName() + ", which has no names"));
                    }
                })
                .check(CLASSES);
    }

    @Test
    void everyVariantInAFileHasItsNameWritten() {
        classes()
                .that()
                .areAnnotatedWith(JsonSubTypes.class)
                .should(new Condition("have the names of all their variants written") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        List<Class<?>> named = Stream.of(type.getAnnotationOfType(JsonSubTypes.class)
                                        .value())
                                .filter(variant -> !variant.name().isEmpty())
                                .<Class<?>>map(JsonSubTypes.Type::value)
                                .toList();
                        type.getSubclasses()
                                .forEach(variant -> violated(
                                        events,
                                        named.stream().noneMatch(variant::isEquivalentTo),
                                        variant.getName() + " has no name"));
                    }
                })
                .check(CLASSES);
    }

    @Test
    void everythingThatIsReadHasItsNamesWritten() {
        classes()
                .should(new Condition("read only types that have their names written") {
                    @Override
                    public void check(JavaClass reader, ConditionEvents events) {
                        reader.getCodeUnits().stream()
                                .filter(ExplicitNamesTest::reads)
                                .flatMap(unit -> unit.getReferencedClassObjects().stream())
                                .forEach(read -> violated(
                                        events,
                                        !hasNames(read.getValue()),
                                        reader.getName() + " reads a "
                                                + read.getValue().getName() + ", which has no names"));
                    }
                })
                .check(CLASSES);
    }

    /** A constant that is printed or written has a text of its own. */
    @Test
    void noConstantIsKnownByItsJavaName() {
        noClasses()
                .should()
                .accessTargetWhere(DescribedPredicate.describe(
                        "it is the Java name of an enum's constant", ExplicitNamesTest::isNameOfConstant))
                .check(CLASSES);
    }

    private abstract static class Condition extends ArchCondition<JavaClass> {
        Condition(String description) {
            super(description);
        }

        static void violated(ConditionEvents events, boolean violated, String message) {
            if (violated) {
                events.add(SimpleConditionEvent.violated(message, message));
            }
        }
    }

    private static boolean isRecordInAFile(JavaClass type) {
        return type.isRecord() && components(type).anyMatch(field -> field.isAnnotatedWith(JsonProperty.class));
    }

    private static Stream<JavaField> components(JavaClass type) {
        return type.getFields().stream().filter(field -> !field.getModifiers().contains(JavaModifier.STATIC));
    }

    /** Those of the JDK and of libraries do not change. */
    private static boolean hasNames(JavaClass type) {
        return !type.getPackageName().startsWith("org.vc4lab")
                || isRecordInAFile(type)
                || type.isAnnotatedWith(JsonSubTypes.class)
                || type.getMethods().stream()
                        .anyMatch(method ->
                                method.isAnnotatedWith(JsonValue.class) || method.isAnnotatedWith(JsonCreator.class));
    }

    private static boolean reads(JavaCodeUnit unit) {
        return unit.getMethodCallsFromSelf().stream()
                .anyMatch(call -> Set.of("readValue", "read").contains(call.getName())
                        && call.getTarget().getRawParameterTypes().stream()
                                .anyMatch(type -> type.isEquivalentTo(Class.class)));
    }

    private static boolean isNameOfConstant(JavaAccess<?> access) {
        boolean generated =
                access.getOriginOwner().isEnum() && access.getOrigin().getName().equals("valueOf");
        return !generated
                && access.getTargetOwner().isAssignableTo(Enum.class)
                && Stream.of(".name()", ".valueOf(java.lang.String)")
                        .anyMatch(access.getTarget().getFullName()::endsWith);
    }
}

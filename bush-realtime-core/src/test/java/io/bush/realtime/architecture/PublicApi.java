package io.bush.realtime.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.SimpleConditionEvent.violated;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.domain.properties.HasModifiers;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import java.util.stream.Stream;

/** What a user can see of an exported package names no internal type, not even as a type argument. */
final class PublicApi {
    private PublicApi() {}

    static ArchRule namesNoInternalType() {
        return classes()
                .that(describe("users can see", PublicApi::isExported))
                .should(nameNoInternalType())
                .allowEmptyShould(true);
    }

    private static boolean isExported(JavaClass type) {
        return !House.isInternal(type)
                && isVisible(type)
                && type.getEnclosingClass().map(PublicApi::isExported).orElse(true);
    }

    private static boolean isVisible(HasModifiers member) {
        return (member.getModifiers().contains(JavaModifier.PUBLIC)
                        || member.getModifiers().contains(JavaModifier.PROTECTED))
                && !member.getModifiers().contains(JavaModifier.SYNTHETIC);
    }

    private static ArchCondition<JavaClass> nameNoInternalType() {
        return new ArchCondition<>("name no internal type") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                report(type, type.getName(), declaration(type), events);
                type.getFields().stream()
                        .filter(PublicApi::isVisible)
                        .forEach(field -> report(type, field.getFullName(), Stream.of(field.getType()), events));
                type.getCodeUnits().stream()
                        .filter(PublicApi::isVisible)
                        .forEach(unit -> report(type, unit.getFullName(), signature(unit), events));
            }
        };
    }

    private static Stream<JavaType> declaration(JavaClass type) {
        return Stream.of(
                        type.getSuperclass().stream(), type.getInterfaces().stream(), type.getTypeParameters().stream())
                .flatMap(types -> types);
    }

    private static Stream<JavaType> signature(JavaCodeUnit unit) {
        return Stream.of(
                        Stream.of(unit.getReturnType()),
                        unit.getParameterTypes().stream(),
                        unit.getExceptionTypes().stream(),
                        unit.getTypeParameters().stream())
                .flatMap(types -> types);
    }

    private static void report(JavaClass type, String where, Stream<? extends JavaType> named, ConditionEvents events) {
        named.flatMap(it -> it.getAllInvolvedRawTypes().stream())
                .filter(House::isInternal)
                .distinct()
                .forEach(it -> events.add(violated(type, where + " names " + it.getName())));
    }
}

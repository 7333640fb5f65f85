package io.bush.realtime.it.house;

import static com.tngtech.archunit.lang.SimpleConditionEvent.violated;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Which package may know which: a package knows the levels below its own, and its neighbours on the same level as
 * long as no cycle comes of it. A package that stands on no level fails, so that each new one gets its place. Thread
 * safety: immutable.
 *
 * @param levels from the bottom up; sub-packages stand where their parent stands, the empty name is the root package alone
 */
public record Directions(List<List<String>> levels) {

    /**
     * Nothing knows what is above it.
     *
     * @param root the package that holds all others
     * @return the rule
     */
    public ArchRule pointDownward(String root) {
        return classes()
                .that()
                .resideInAPackage(root + "..")
                .should(knowNothingAbove(root))
                .allowEmptyShould(true);
    }

    /**
     * No two packages know each other, not in a roundabout way either.
     *
     * @param root the package that holds all others
     * @return the rule
     */
    public static ArchRule haveNoCycles(String root) {
        return slices().matching(root + ".(**)").should().beFreeOfCycles().allowEmptyShould(true);
    }

    private ArchCondition<JavaClass> knowNothingAbove(String root) {
        return new ArchCondition<>("know no package above their own") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                OptionalInt own = level(root, type);
                if (own.isEmpty()) {
                    events.add(violated(type, type.getName() + " is in a package that stands on no level"));
                    return;
                }
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    OptionalInt other = level(root, dependency.getTargetClass().getBaseComponentType());
                    if (other.isPresent() && other.getAsInt() > own.getAsInt()) {
                        events.add(violated(dependency, "Upward: " + dependency.getDescription()));
                    }
                }
            }
        };
    }

    private OptionalInt level(String root, JavaClass type) {
        return IntStream.range(0, levels.size())
                .filter(level -> levels.get(level).stream().anyMatch(name -> stands(type.getPackageName(), root, name)))
                .findFirst();
    }

    private static boolean stands(String packageName, String root, String name) {
        if (name.isEmpty()) {
            return packageName.equals(root);
        }
        return (packageName + ".").startsWith(root + "." + name + ".");
    }
}

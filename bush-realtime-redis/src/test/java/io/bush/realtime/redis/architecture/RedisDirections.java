package io.bush.realtime.redis.architecture;

import static com.tngtech.archunit.lang.SimpleConditionEvent.violated;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
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
 * Which package of the back end may know which: its own level as long as no cycle comes of it, and those below. Only who
 * makes connections and who holds them knows lettuce; the stores know scripts and messages.
 */
final class RedisDirections {

    /** From the bottom up; the empty name is the root package alone. */
    private static final List<List<String>> LEVELS = List.of(
            List.of("internal.key", "internal.codec", "internal.lane", "internal.topology"),
            List.of("internal.command"),
            List.of("internal.bus"),
            List.of("internal.eventlog", "internal.presence", "internal.lock", "internal.lease", "internal.ingest"),
            List.of(""));

    private static final List<String> KNOW_LETTUCE = List.of("internal.topology", "internal.command", "internal.bus");

    private RedisDirections() {}

    static ArchRule pointDownward(String root) {
        return classes().that().resideInAPackage(root + "..").should(knowNothingAbove(root));
    }

    static ArchRule haveNoCycles(String root) {
        return slices().matching(root + ".(**)").should().beFreeOfCycles();
    }

    static ArchRule storesKnowNoLettuce(String root) {
        String[] stores = LEVELS.stream()
                .flatMap(List::stream)
                .filter(name -> !name.isEmpty() && !KNOW_LETTUCE.contains(name))
                .map(name -> root + "." + name + "..")
                .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAnyPackage(stores)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.lettuce..", "io.netty..")
                .allowEmptyShould(true);
    }

    private static ArchCondition<JavaClass> knowNothingAbove(String root) {
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

    private static OptionalInt level(String root, JavaClass type) {
        return IntStream.range(0, LEVELS.size())
                .filter(level -> LEVELS.get(level).stream().anyMatch(name -> stands(type.getPackageName(), root, name)))
                .findFirst();
    }

    private static boolean stands(String packageName, String root, String name) {
        return name.isEmpty() ? packageName.equals(root) : (packageName + ".").startsWith(root + "." + name + ".");
    }
}

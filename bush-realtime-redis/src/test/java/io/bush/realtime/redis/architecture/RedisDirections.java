package io.bush.realtime.redis.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;
import io.bush.realtime.it.house.Directions;
import java.util.List;

/**
 * Where each package of the back end stands. Only who
 * makes connections and who holds them knows lettuce; the stores know scripts and messages.
 */
final class RedisDirections {

    private static final List<List<String>> LEVELS = List.of(
            List.of("internal.key", "internal.codec", "internal.lane", "internal.topology"),
            List.of("internal.command"),
            List.of("internal.bus"),
            List.of("internal.eventlog", "internal.presence", "internal.lock", "internal.lease", "internal.ingest"),
            List.of(""));

    static final Directions ALL = new Directions(LEVELS);

    private static final List<String> KNOW_LETTUCE = List.of("internal.topology", "internal.command", "internal.bus");

    private RedisDirections() {}

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
}

package io.bush.realtime.it.house;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;

/**
 * No clock, timer, thread or randomness of our own: all of them come in through a seam, so that a test can hold them.
 * Method references count as calls. Thread safety: immutable.
 */
public final class BannedCalls {
    private static final List<Ban> BANS = List.of(
            new Ban("java.lang.System", Set.of("currentTimeMillis", "nanoTime")),
            new Ban("java.time.Clock", Set.of("system", "systemUTC", "systemDefaultZone")),
            new Ban("java.time.Clock", Set.of("tickMillis", "tickSeconds", "tickMinutes")),
            new Ban("java.time.InstantSource", Set.of("system")),
            new Ban("java.lang.Thread", Set.of("<init>", "sleep")),
            new Ban("java.util.concurrent.TimeUnit", Set.of("sleep")),
            new Ban("java.util.Timer", Set.of("<init>")),
            new Ban("java.util.concurrent.ForkJoinPool", Set.of("commonPool")),
            new Ban("java.util.concurrent.CompletableFuture", Set.of("orTimeout", "completeOnTimeout")),
            new Ban("java.util.concurrent.CompletableFuture", Set.of("delayedExecutor")),
            new Ban("java.util.Collection", Set.of("parallelStream")),
            new Ban("java.util.stream.BaseStream", Set.of("parallel")),
            new Ban("java.util.UUID", Set.of("randomUUID")),
            new Ban("java.util.concurrent.ThreadLocalRandom", Set.of("current")),
            new Ban("java.util.random.RandomGenerator", Set.of("getDefault", "of")),
            new Ban("java.lang.Math", Set.of("random")),
            new Ban("java.lang.StrictMath", Set.of("random")));

    private BannedCalls() {}

    /**
     * The rule for a module's classes.
     *
     * @param seams exact names of the classes that may; what is nested in one is not exempt
     * @return the rule
     */
    public static ArchRule outside(Set<String> seams) {
        return noClasses()
                .that(describe("are no seam", type -> !seams.contains(type.getName())))
                .should()
                .accessTargetWhere(describe("is a clock, timer, thread or randomness", BannedCalls::isBanned))
                .allowEmptyShould(true);
    }

    private static boolean isBanned(JavaAccess<?> access) {
        return access.getTarget() instanceof CodeUnitAccessTarget call
                && (BANS.stream().anyMatch(ban -> ban.matches(call))
                        || asksTheClock(call)
                        || runsInTheCommonPool(call)
                        || seedsItself(call));
    }

    private static boolean asksTheClock(CodeUnitAccessTarget call) {
        return call.getOwner().getPackageName().startsWith("java.time")
                && call.getName().equals("now")
                && !takes(call, "java.time.Clock");
    }

    private static boolean runsInTheCommonPool(CodeUnitAccessTarget call) {
        return call.getOwner().isAssignableTo("java.util.concurrent.CompletionStage")
                && call.getName().endsWith("Async")
                && !takes(call, "java.util.concurrent.Executor");
    }

    private static boolean seedsItself(CodeUnitAccessTarget call) {
        return switch (call.getRawParameterTypes().size()) {
            case 0 -> isNew(call, "java.util.Random") || isNew(call, "java.util.SplittableRandom");
            case 1 -> new Ban("java.util.Collections", Set.of("shuffle")).matches(call);
            default -> false;
        };
    }

    private static boolean isNew(CodeUnitAccessTarget call, String type) {
        return new Ban(type, Set.of("<init>")).matches(call);
    }

    private static boolean takes(CodeUnitAccessTarget call, String type) {
        return call.getRawParameterTypes().stream().map(JavaClass::getName).anyMatch(type::equals);
    }

    /** Methods of a type and of all its subtypes. */
    private record Ban(String owner, Set<String> names) {
        boolean matches(CodeUnitAccessTarget call) {
            return names.contains(call.getName()) && call.getOwner().isAssignableTo(owner);
        }
    }
}

package io.bush.realtime.testkit.contract.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.testkit.contract.InMemorySubject;
import io.bush.realtime.testkit.contract.Subject;
import io.bush.realtime.testkit.contract.presence.PlantedInPresence.Bug;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A contract that finds nothing proves nothing: each of these bugs, planted in a store, has to be noticed. */
@Tag("P7")
class PresenceContractMutantsTest {

    /** Whoever loses a change is not waited for. */
    private static final Duration PATIENCE = Duration.ofMillis(20);

    @ParameterizedTest
    @EnumSource
    void theContractNoticesEveryPlantedBug(Bug bug) throws Exception {
        List<String> noticedBy = failing(bug);

        assertThat(noticedBy).as("tests that fail with %s", bug).isNotEmpty();
    }

    @Test
    void andNothingWhereThereIsNone() throws Exception {
        assertThat(failing(null)).isEmpty();
    }

    private static Subject open(@Nullable Bug bug) {
        Subject sound = InMemorySubject.open();
        return bug == null ? sound : PlantedInPresence.in(sound, bug);
    }

    private static List<String> failing(@Nullable Bug bug) throws ReflectiveOperationException {
        List<String> failing = new ArrayList<>();
        failing.addAll(failing(PresenceStoreContract.class, () -> new PresenceStoreContract() {
            @Override
            protected Subject open() {
                return PresenceContractMutantsTest.open(bug);
            }

            @Override
            protected Duration patience() {
                return PATIENCE;
            }
        }));
        failing.addAll(failing(PresenceLeaseContract.class, () -> new PresenceLeaseContract() {
            @Override
            protected Subject open() {
                return PresenceContractMutantsTest.open(bug);
            }

            @Override
            protected Duration patience() {
                return PATIENCE;
            }
        }));
        return failing;
    }

    private static List<String> failing(Class<?> contract, Supplier<PresenceContract> fresh)
            throws ReflectiveOperationException {
        List<Method> tests = Arrays.stream(contract.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .sorted(Comparator.comparing(Method::getName))
                .toList();
        List<String> failing = new ArrayList<>();
        for (Method test : tests) {
            PresenceContract run = fresh.get();
            run.openTheStore();
            if (!passes(run, test)) {
                failing.add(test.getName());
            }
        }
        return failing;
    }

    private static boolean passes(PresenceContract run, Method test) throws IllegalAccessException {
        boolean passed = true;
        try {
            test.invoke(run);
        } catch (InvocationTargetException failure) {
            passed = false;
        }
        try {
            run.closeTheStore();
        } catch (AssertionError failure) {
            passed = false;
        }
        return passed;
    }
}

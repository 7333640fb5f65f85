package io.bush.realtime.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.testkit.contract.PlantedInRenewal.Bug;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each of these bugs, planted where a log starts anew, has to be noticed by the contract. */
@Tag("P10")
class EventLogRenewalMutantsTest {

    /** In memory everything is told at once. */
    private static final Duration PATIENCE = Duration.ofMillis(20);

    @ParameterizedTest
    @EnumSource
    void theContractNoticesEveryPlantedBug(Bug bug) throws Exception {
        assertThat(failing(bug)).as("tests that fail with %s", bug).isNotEmpty();
    }

    @Test
    void andNothingWhereThereIsNone() throws Exception {
        assertThat(failing(null)).isEmpty();
    }

    private static List<String> failing(@Nullable Bug bug) throws ReflectiveOperationException {
        List<Method> tests = Arrays.stream(EventLogRenewal.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .sorted(Comparator.comparing(Method::getName))
                .toList();
        List<String> failing = new ArrayList<>();
        for (Method test : tests) {
            EventLogContract run = new EventLogContract() {
                @Override
                protected Subject open() {
                    Subject sound = InMemorySubject.open();
                    return bug == null ? sound : PlantedInRenewal.in(sound, bug);
                }

                @Override
                Duration patience() {
                    return PATIENCE;
                }
            };
            run.openTheLog();
            try {
                test.invoke(run);
            } catch (InvocationTargetException failure) {
                failing.add(test.getName());
            } finally {
                run.closeTheLog();
            }
        }
        return failing;
    }
}

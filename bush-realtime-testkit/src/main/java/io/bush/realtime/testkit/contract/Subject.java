package io.bush.realtime.testkit.contract;

import io.bush.realtime.backplane.Backplane;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A back end to be tested: fresh and empty, closed by the test. Thread safety: as its parts.
 *
 * @param backplane the back end; its bus has no listener yet
 * @param passTime makes the back end's own clock older by so much, or everything it stores; one second more or less makes
 *     no difference
 */
public record Subject(Backplane backplane, Consumer<Duration> passTime) {}

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
 * @param settle waits until all that was announced is on its way to everybody who is subscribed, for a back end that answers
 *     before that
 */
public record Subject(Backplane backplane, Consumer<Duration> passTime, Runnable settle) {

    /**
     * Makes one whose announcements are on their way when they are answered.
     *
     * @param backplane the back end
     * @param passTime makes it older
     */
    public Subject(Backplane backplane, Consumer<Duration> passTime) {
        this(backplane, passTime, () -> {});
    }
}

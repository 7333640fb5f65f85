package io.bush.realtime.client.internal.lane;

import java.time.Duration;
import java.util.Queue;
import net.bytebuddy.asm.Advice;

/** Bugs to plant in time and order; the bodies are copied into their methods. */
@SuppressWarnings("UnusedVariable") // what is assigned goes on living in the method the body is copied into
public final class PlantedInLane {

    private PlantedInLane() {}

    /** There is no wait. */
    public static final class AtOnce {

        private AtOnce() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) Duration wait) {
            wait = Duration.ZERO;
        }
    }

    /** Whoever comes first waits longest. */
    public static final class OutOfOrder {

        private OutOfOrder() {}

        @Advice.OnMethodEnter
        static void enter(@Advice.FieldValue("queue") Queue<Runnable> queue) {
            Runnable first = queue.poll();
            if (first != null) {
                queue.add(first);
            }
        }
    }
}

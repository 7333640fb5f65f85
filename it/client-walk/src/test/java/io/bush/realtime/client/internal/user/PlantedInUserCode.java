package io.bush.realtime.client.internal.user;

import java.util.concurrent.CompletableFuture;
import net.bytebuddy.asm.Advice;

/** Bugs to plant around the application's code; the bodies are copied into its methods. */
@SuppressWarnings("UnusedVariable") // what is assigned goes on living in the method the body is copied into
public final class PlantedInUserCode {

    private PlantedInUserCode() {}

    /** Whatever is told is told again. */
    public static final class Twice {

        private Twice() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Argument(0) Runnable work) {
            work.run();
        }
    }

    /** Nobody waits for what still has to be told. */
    public static final class IdleAtOnce {

        private IdleAtOnce() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) CompletableFuture<Void> idle) {
            idle = CompletableFuture.completedFuture(null);
        }
    }
}

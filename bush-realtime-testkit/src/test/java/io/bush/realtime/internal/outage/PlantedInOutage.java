package io.bush.realtime.internal.outage;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import net.bytebuddy.asm.Advice;

/** Bugs to plant in what happens around an outage; the bodies are copied into its methods. */
@SuppressWarnings("UnusedVariable") // what is assigned goes on living in the method the body is copied into
public final class PlantedInOutage {

    private PlantedInOutage() {}

    /** Nothing is done, and it is said to be done. */
    public static final class SaidOnly {

        private SaidOnly() {}

        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter() {
            return true;
        }

        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) CompletionStage<Void> done) {
            done = CompletableFuture.completedFuture(null);
        }
    }

    /** It is done, and nobody waits for it. */
    public static final class NotWaitedFor {

        private NotWaitedFor() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) CompletionStage<Void> done) {
            done = CompletableFuture.completedFuture(null);
        }
    }
}

package io.bush.realtime.client.internal.session;

import java.util.concurrent.CompletableFuture;
import net.bytebuddy.asm.Advice;

/** Bugs to plant in a connection; the bodies are copied into its methods. */
@SuppressWarnings("UnusedVariable") // what is assigned goes on living in the method the body is copied into
public final class PlantedInSession {

    private PlantedInSession() {}

    /** The socket counts as gone while it says goodbye. */
    public static final class GoneAtOnce {

        private GoneAtOnce() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) CompletableFuture<Void> gone) {
            gone = CompletableFuture.completedFuture(null);
        }
    }

    /** Whatever left and was not answered counts as unsent. */
    public static final class NeverSent {

        private NeverSent() {}

        @Advice.OnMethodEnter
        static void enter(@Advice.Argument(value = 0, readOnly = false) Request.Lost how) {
            how = Request.Lost.UNSENT;
        }
    }
}

package io.bush.realtime.internal.connection;

import net.bytebuddy.asm.Advice;

/** Bugs to plant in the outbound queue; the bodies are copied into its methods. */
@SuppressWarnings("UnusedVariable") // what is assigned goes on living in the method the body is copied into
public final class PlantedInQueue {

    private PlantedInQueue() {}

    /** What was queued before access was taken back is still sent. */
    public static final class KeepAlways {

        private KeepAlways() {}

        @Advice.OnMethodEnter
        static void enter(@Advice.Argument(value = 2, readOnly = false) OutboundQueue.Ending ending) {
            ending = OutboundQueue.Ending.KEEP;
        }
    }
}

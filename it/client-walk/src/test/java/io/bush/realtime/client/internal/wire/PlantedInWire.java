package io.bush.realtime.client.internal.wire;

import io.bush.realtime.client.internal.wire.ServerFrame.Limits;
import net.bytebuddy.asm.Advice;

/** Bugs to plant in what is read; the bodies are copied into its methods. */
@SuppressWarnings("UnusedVariable") // what is assigned goes on living in the method the body is copied into
public final class PlantedInWire {

    private PlantedInWire() {}

    /** Whatever the server allows, it is what most servers do. */
    public static final class UsualLimits {

        private UsualLimits() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) Limits limits) {
            limits = Limits.DEFAULT;
        }
    }
}

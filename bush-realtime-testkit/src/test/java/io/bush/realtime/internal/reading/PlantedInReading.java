package io.bush.realtime.internal.reading;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;

/** Bugs to plant in how the log is asked; the bodies are copied into its methods. */
@SuppressWarnings("UnusedVariable") // what is assigned goes on living in the method the body is copied into
public final class PlantedInReading {

    private PlantedInReading() {}

    /** The heads are compared, but far too rarely. */
    public static final class OnceAMinute {

        private OnceAMinute() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) long period) {
            period = 60_000_000_000L;
        }
    }

    /** Whoever comes shares the reading that is under way, though it was asked for earlier. */
    public static final class BegunIsJoined {

        private BegunIsJoined() {}

        @Advice.OnMethodExit
        static void exit(
                @Advice.Argument(value = 0, typing = Assigner.Typing.DYNAMIC) Object current,
                @Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) Object joined) {
            joined = current;
        }
    }
}

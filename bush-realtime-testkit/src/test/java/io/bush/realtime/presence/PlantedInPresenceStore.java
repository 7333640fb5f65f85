package io.bush.realtime.presence;

import net.bytebuddy.asm.Advice;

/** Bugs to plant in the in-memory presence store; the bodies are copied into its methods. */
@SuppressWarnings("UnusedVariable") // what is assigned goes on living in the method the body is copied into
public final class PlantedInPresenceStore {

    private PlantedInPresenceStore() {}

    /** Whoever drops leaves at once. */
    public static final class NoGrace {

        private NoGrace() {}

        @Advice.OnMethodEnter
        static void enter(@Advice.Argument(value = 1, readOnly = false) long grace) {
            grace = 0;
        }
    }

    /** Whoever was swept is announced once more. */
    public static final class SweptTwice {

        private SweptTwice() {}

        @Advice.OnMethodExit
        static void exit(
                @Advice.Argument(0) PresenceChange change, @Advice.FieldValue("listener") PresenceListener listener) {
            if (change instanceof PresenceChange.Left && change.causedBy() == null) {
                listener.onPresence(change);
            }
        }
    }
}

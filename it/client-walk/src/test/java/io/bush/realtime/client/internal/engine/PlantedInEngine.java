package io.bush.realtime.client.internal.engine;

import net.bytebuddy.asm.Advice;

/** Bugs to plant in what decides when to come back; the bodies are copied into its methods. */
@SuppressWarnings("UnusedVariable") // what is assigned goes on living in the method the body is copied into
public final class PlantedInEngine {

    private PlantedInEngine() {}

    /** There is always another token to try. */
    public static final class AnotherToken {

        private AnotherToken() {}

        @Advice.OnMethodEnter
        static void enter(@Advice.FieldValue(value = "tokenReplaced", readOnly = false) boolean tokenReplaced) {
            tokenReplaced = false;
        }
    }

    /** Whoever is slow is so for the first time. */
    public static final class FirstTime {

        private FirstTime() {}

        @Advice.OnMethodEnter
        static void enter(@Advice.FieldValue(value = "wasSlow", readOnly = false) boolean wasSlow) {
            wasSlow = false;
        }
    }

    /** Whoever is slow was so a moment ago. */
    public static final class SecondTime {

        private SecondTime() {}

        @Advice.OnMethodEnter
        static void enter(
                @Advice.Argument(0) long now,
                @Advice.FieldValue(value = "wasSlow", readOnly = false) boolean wasSlow,
                @Advice.FieldValue(value = "slowAt", readOnly = false) long slowAt) {
            wasSlow = true;
            slowAt = now;
        }
    }
}

package io.bush.realtime.internal.action;

import io.bush.realtime.internal.connection.Connection;
import io.bush.realtime.protocol.ServerMessage;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** Bugs to plant in the actions; the bodies are copied into their methods. */
@SuppressWarnings("UnusedVariable") // what is assigned goes on living in the method the body is copied into
public final class PlantedInActions {

    private PlantedInActions() {}

    /** A grant counts although access has changed since it was asked for. */
    public static final class OutdatedGrant {

        private OutdatedGrant() {}

        @Advice.OnMethodEnter
        static void enter(@Advice.Argument(0) Slot slot) {
            slot.dirty = false;
        }
    }

    /** Whoever drops is taken for somebody who says goodbye. */
    public static final class DropIsGoodbye {

        private DropIsGoodbye() {}

        @Advice.OnMethodEnter
        static void enter(@Advice.Argument(value = 1, readOnly = false) SlotListener.Leaving how) {
            how = SlotListener.Leaving.CLOSED;
        }
    }

    /** An answer counts although its subscription is over. */
    public static final class SubscriptionNotLookedAt {

        private SubscriptionNotLookedAt() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Argument(0) Slot slot, @Advice.Return(readOnly = false) @Nullable Slot current) {
            current = slot;
        }
    }

    /** An answer is sent although its subscription is over. */
    public static final class AnsweredAfterTheEnd {

        private AnsweredAfterTheEnd() {}

        @Advice.OnMethodExit
        static void exit(
                @Advice.FieldValue("connection") Connection connection,
                @Advice.Argument(1) ServerMessage message,
                @Advice.Return(readOnly = false) boolean sent) {
            if (!sent) {
                connection.send(message);
                sent = true;
            }
        }
    }

    /** The same while subscribing. */
    public static final class OutdatedFirstGrant {

        private OutdatedFirstGrant() {}

        @Advice.OnMethodEnter
        static void enter(@Advice.Argument(1) Slot.Attempt attempt) {
            if (attempt != null) {
                attempt.dirty = false;
            }
        }
    }
}

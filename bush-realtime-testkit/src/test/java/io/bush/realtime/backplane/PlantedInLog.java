package io.bush.realtime.backplane;

import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.Position;
import net.bytebuddy.asm.Advice;

/** Bugs to plant in {@link InMemoryChannelLog}; the bodies are copied into its methods. */
@SuppressWarnings("UnusedVariable") // what is assigned goes on living in the method the body is copied into
public final class PlantedInLog {

    private PlantedInLog() {}

    /** The log claims to have lost one event more than it has. */
    public static final class TrimEdgeTooStrict {

        private TrimEdgeTooStrict() {}

        @Advice.OnMethodEnter
        static void enter(@Advice.Argument(value = 0, readOnly = false) long offset) {
            offset = offset - 1;
        }
    }

    /** The log claims to still have the newest event it has lost. */
    public static final class TrimEdgeTooLax {

        private TrimEdgeTooLax() {}

        @Advice.OnMethodExit
        static void exit(
                @Advice.Argument(0) long offset,
                @Advice.Argument(1) Position newest,
                @Advice.FieldValue("held") EventRing held,
                @Advice.Return(readOnly = false) boolean covered) {
            if (held.size() > 0 && offset == newest.offset() - held.size() - 1) {
                covered = true;
            }
        }
    }

    /** And reads on behind it. */
    public static final class ReadBehindTheEdge {

        private ReadBehindTheEdge() {}

        @Advice.OnMethodEnter
        static void enter(
                @Advice.Argument(value = 0, readOnly = false) Position after,
                @Advice.Argument(1) Position newest,
                @Advice.FieldValue("held") EventRing held) {
            if (after.offset() == newest.offset() - held.size() - 1) {
                Event.Entry oldest = held.get(0).entry();
                if (oldest != null) {
                    after = new Position(after.epoch(), after.offset() + 1, oldest.previousTag());
                }
            }
        }
    }

    /** Offsets of different epochs are compared. */
    public static final class NoEpochCheck {

        private NoEpochCheck() {}

        @Advice.OnMethodEnter
        static void enter(
                @Advice.Argument(value = 0, readOnly = false) Position after,
                @Advice.FieldValue("head") Position head) {
            if (head != null) {
                after = new Position(head.epoch(), after.offset(), after.tag());
            }
        }
    }
}

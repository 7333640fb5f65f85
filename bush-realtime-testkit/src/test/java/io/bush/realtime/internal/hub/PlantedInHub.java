package io.bush.realtime.internal.hub;

import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.Position;
import io.bush.realtime.internal.reading.Proof;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.asm.Advice;

/** Bugs to plant in the hub; the bodies are copied into its methods. */
@SuppressWarnings("UnusedVariable") // what is assigned goes on living in the method the body is copied into
public final class PlantedInHub {

    private PlantedInHub() {}

    /** Nothing was kept for those who catch up, and nobody notices. */
    public static final class EmptySeam {

        private EmptySeam() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) List<Event> after) {
            after = new ArrayList<>();
        }
    }

    /** What was kept before the channel jumped counts together with what was kept after. */
    public static final class SeamAcrossGap {

        private SeamAcrossGap() {}

        @Advice.OnMethodExit
        static void exit(
                @Advice.Argument(0) Position position,
                @Advice.FieldValue("events") ArrayDeque<Event> events,
                @Advice.Return(readOnly = false) List<Event> between) {
            List<Event> later = new ArrayList<>();
            boolean first = true;
            boolean follows = false;
            for (Event event : events) {
                Event.Entry entry = event.entry();
                if (entry != null && entry.position().offset() > position.offset()) {
                    follows |= first && entry.follows(position);
                    first = false;
                    later.add(event);
                }
            }
            if (follows) {
                between = later;
            }
        }
    }

    /** Whoever spills is believed to have got the round that did not fit. */
    public static final class SpillAfterTheRound {

        private SpillAfterTheRound() {}

        @Advice.OnMethodEnter
        static void enter(
                @Advice.Argument(value = 1, readOnly = false) Position before,
                @Advice.FieldValue("hub") ChannelHub hub) {
            before = hub.known();
        }
    }

    /** Whoever comes back from behind is not shown the pictures: as if it had them. */
    public static final class LiveUnseen {

        private LiveUnseen() {}

        @Advice.OnMethodEnter
        static void enter(@Advice.Argument(0) Subscription subscription) {
            subscription.pictureOld &= subscription.catchUpSince == 0;
        }
    }

    /** A closing channel takes itself for finished. */
    public static final class CloseAtOnce {

        private CloseAtOnce() {}

        @Advice.OnMethodEnter
        static void enter(
                @Advice.Argument(value = 0, readOnly = false) Position last, @Advice.FieldValue("head") Position head) {
            if (head != null) {
                last = head;
            }
        }
    }

    /** Who had read ahead of its channel forgets it. */
    public static final class ForgetReadAhead {

        private ForgetReadAhead() {}

        @Advice.OnMethodEnter
        static void enter(@Advice.Argument(0) List<Subscription> subscribers) {
            for (Subscription subscription : subscribers) {
                if (subscription.state == Subscription.State.LIVE) {
                    subscription.at = null;
                }
            }
        }
    }

    /** Whatever comes is taken for a proof that nothing is missing. */
    public static final class AnyEventProves {

        private AnyEventProves() {}

        @Advice.OnMethodExit
        static void exit(@Advice.FieldValue("proof") Proof proof, @Advice.FieldValue("context") HubContext context) {
            proof.followed(context.nanoTime());
        }
    }

    /** Nobody is attaching any more, before those who waited for it are let in. */
    public static final class NobodyAttaches {

        private NobodyAttaches() {}

        @Advice.OnMethodEnter
        static void enter(@Advice.FieldValue(value = "attaching", readOnly = false) boolean attaching) {
            attaching = false;
        }
    }
}

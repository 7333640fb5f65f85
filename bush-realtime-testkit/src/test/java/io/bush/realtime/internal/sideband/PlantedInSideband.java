package io.bush.realtime.internal.sideband;

import io.bush.realtime.presence.PresenceChange;
import net.bytebuddy.asm.Advice;

/** Bugs to plant in the sideband; the bodies are copied into its methods. */
@SuppressWarnings("UnusedVariable") // what is assigned goes on living in the method the body is copied into
public final class PlantedInSideband {

    private PlantedInSideband() {}

    /** What does not follow is taken as if it did. */
    public static final class NoChain {

        private NoChain() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) Replica.Fit fit) {
            fit = Replica.Fit.APPLIED;
        }
    }

    /** A join may be overtaken like any change. */
    public static final class JoinConflated {

        private JoinConflated() {}

        @Advice.OnMethodExit
        static void exit(
                @Advice.Argument(0) PresenceChange change, @Advice.Return(readOnly = false) Notices.Notice notice) {
            notice = new Notices.Notice(
                    notice.content(),
                    notice.except(),
                    "presence:" + change.user().id(),
                    notice.loss());
        }
    }

    /** Whoever causes a change is told of it as well. */
    public static final class NobodyExcepted {

        private NobodyExcepted() {}

        @Advice.OnMethodEnter
        static void enter(@Advice.Argument(value = 0, readOnly = false) Notices.Notice notice) {
            notice = new Notices.Notice(notice.content(), null, notice.key(), notice.loss());
        }
    }
}

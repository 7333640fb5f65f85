package io.bush.realtime.lock;

import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** Bugs to plant in the in-memory lock store; the bodies are copied into its methods. */
@SuppressWarnings("UnusedVariable") // what is assigned goes on living in the method the body is copied into
public final class PlantedInLocks {

    private PlantedInLocks() {}

    /** A lock whose time is over holds until somebody sweeps it. */
    public static final class RevivedLease {

        private RevivedLease() {}

        @Advice.OnMethodEnter
        static void enter(@Advice.Argument(value = 1, readOnly = false) long now) {
            now -= 3_600_000_000_000L;
        }
    }

    /** Whoever holds a lock may say any token. */
    public static final class TokenIgnored {

        private TokenIgnored() {}

        @Advice.OnMethodExit
        static void exit(
                @Advice.Argument(0) LockName name,
                @Advice.Argument(1) LockOwner owner,
                @Advice.FieldValue("table") LockTable table,
                @Advice.Return(readOnly = false) @Nullable HeldLock lock) {
            LockTable.Lease lease = table.find(name);
            if (lease != null && lease.heldBy(owner)) {
                lock = lease.lock();
            }
        }
    }

    /** Tokens go down. */
    public static final class TokensGoBack {

        private TokensGoBack() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) long token) {
            token = HeldLock.MAX_TOKEN - token;
        }
    }

    /** What has run out is announced once more. */
    public static final class SweptTwice {

        private SweptTwice() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Argument(0) LockChange change, @Advice.FieldValue("listener") LockListener listener) {
            if (change.causedBy() == null) {
                listener.onLock(change);
            }
        }
    }
}

package io.bush.realtime.internal.action;

import io.bush.realtime.internal.action.Slot.Attempt;
import io.bush.realtime.protocol.ClientMessage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Calls that wait for the subscribes before them, and each behind the calls before it: which channel is answered first
 * changes nothing of their order (contract §3.19). Thread safety: on the connection's lane only.
 */
final class HeldCalls {

    /** What waits, and for which subscribes. */
    private record Held(ClientMessage.Call call, List<Attempt> before) {}

    private final Subscriptions subscriptions;
    private final Deque<Held> held = new ArrayDeque<>();

    HeldCalls(Subscriptions subscriptions) {
        this.subscriptions = subscriptions;
    }

    /** Whether a call that comes now has to wait. */
    boolean mustWait() {
        return !held.isEmpty() || !subscriptions.attempts().isEmpty();
    }

    /** Keeps a call until its turn; false when too many wait. */
    boolean await(ClientMessage.Call call, int most) {
        return held.size() < most && held.add(new Held(call, subscriptions.attempts()));
    }

    /** Takes the next call whose turn has come; null when there is none. */
    ClientMessage.@Nullable Call next() {
        Held first = held.peek();
        if (first == null || subscriptions.attempts().stream().anyMatch(first.before()::contains)) {
            return null;
        }
        return held.remove().call();
    }
}

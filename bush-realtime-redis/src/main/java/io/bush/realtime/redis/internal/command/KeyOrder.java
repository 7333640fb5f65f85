package io.bush.realtime.redis.internal.command;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets the calls that change one key go one after the other, because a call whose script the server has forgotten is sent
 * twice and would be overtaken. A key without calls takes no memory. Thread safety: safe for use by any thread.
 */
final class KeyOrder {

    private static final int STRIPES = 32;

    private final Stripe[] stripes = new Stripe[STRIPES];

    /** Keys with a call under way, and who waits behind it. Guarded by the stripe. */
    private static final class Stripe {
        private final Map<String, ArrayDeque<Call>> waiting = new HashMap<>();
    }

    KeyOrder() {
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new Stripe();
        }
    }

    /** Takes a call in; true when it has the turn and may go at once. */
    boolean enter(Call call) {
        Stripe stripe = stripe(call.key());
        synchronized (stripe) {
            ArrayDeque<Call> behind = stripe.waiting.get(call.key());
            if (behind == null) {
                stripe.waiting.put(call.key(), new ArrayDeque<>(0));
                call.takeTurn();
                return true;
            }
            behind.add(call);
            return false;
        }
    }

    /** A call is over. If it had the turn, returns who has it next: the first behind it that still waits. */
    @Nullable
    Call leave(Call over) {
        Stripe stripe = stripe(over.key());
        synchronized (stripe) {
            if (!over.endTurn()) {
                return null;
            }
            Call next = firstWaiting(stripe.waiting.get(over.key()));
            if (next == null) {
                stripe.waiting.remove(over.key());
            } else {
                next.takeTurn();
            }
            return next;
        }
    }

    private static @Nullable Call firstWaiting(@Nullable ArrayDeque<Call> behind) {
        if (behind == null) {
            return null;
        }
        Call next = behind.poll();
        while (next != null && !next.isWaiting()) {
            next = behind.poll();
        }
        return next;
    }

    private Stripe stripe(String key) {
        return stripes[Math.floorMod(key.hashCode(), STRIPES)];
    }
}

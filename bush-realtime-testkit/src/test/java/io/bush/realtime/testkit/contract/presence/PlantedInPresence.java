package io.bush.realtime.testkit.contract.presence;

import io.bush.realtime.backplane.Backplane;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.presence.PresenceChange;
import io.bush.realtime.presence.PresenceHolder;
import io.bush.realtime.presence.PresenceListener;
import io.bush.realtime.presence.PresenceSnapshot;
import io.bush.realtime.presence.PresenceStore;
import io.bush.realtime.presence.PresentUser;
import io.bush.realtime.testkit.contract.Subject;
import io.bush.realtime.testkit.forwarding.ForwardingBackplane;
import io.bush.realtime.testkit.forwarding.ForwardingPresenceStore;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A presence store with a bug, over one without. */
final class PlantedInPresence extends ForwardingPresenceStore {

    enum Bug {
        /** The newest of a user's tabs counts, whatever its status. */
        THE_NEWEST_TAB_COUNTS,
        /** A user's tabs are one: the first that leaves ends all. */
        TABS_ARE_ONE,
        /** A late call takes effect. */
        LATE_CALLS_COUNT,
        /** A renewal brings back whose lease has ended. */
        RENEWAL_REVIVES,
        /** A renewal ends the grace. */
        RENEWAL_ENDS_GRACE,
        /** A renewal is content with an older state. */
        RENEWAL_TAKES_WHAT_IS_OLD,
        /** Whoever drops leaves at once. */
        NO_GRACE,
        /** Activity of one renews all. */
        LEASES_ARE_SHARED,
        /** The end of a lease is told by nobody. */
        EXPIRY_IS_SILENT,
        /** Each change is told twice. */
        TOLD_TWICE,
        /** One change of four is lost. */
        SOME_ARE_LOST,
        /** Whoever changes joins. */
        CHANGES_ARE_JOINS,
        /** What was said is told even if it changes nothing. */
        NOTHING_NEW_IS_TOLD
    }

    private final PresenceStore real;
    private final Bug bug;
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicLong sequences = new AtomicLong();
    private final Map<String, Payload> last = new ConcurrentHashMap<>();
    private final Map<String, PresenceHolder> known = new ConcurrentHashMap<>();

    private PlantedInPresence(PresenceStore real, Bug bug) {
        super(real);
        this.real = real;
        this.bug = bug;
    }

    static Subject in(Subject sound, Bug bug) {
        Backplane inner = sound.backplane();
        PresenceStore planted = new PlantedInPresence(inner.presence(), bug);
        return new Subject(
                new ForwardingBackplane(inner) {
                    @Override
                    public PresenceStore presence() {
                        return planted;
                    }
                },
                sound.passTime());
    }

    @Override
    public void listen(PresenceListener listener) {
        real.listen(change -> {
            boolean lost = bug == Bug.SOME_ARE_LOST && calls.incrementAndGet() % 4 == 0;
            boolean silent = bug == Bug.EXPIRY_IS_SILENT && change.causedBy() == null;
            if (!lost && !silent) {
                listener.onPresence(told(change));
            }
            if (bug == Bug.TOLD_TWICE) {
                listener.onPresence(change);
            }
        });
    }

    private PresenceChange told(PresenceChange change) {
        if (!(change instanceof PresenceChange.Updated updated)) {
            return change;
        }
        PresenceChange.Updated.Kind kind =
                bug == Bug.CHANGES_ARE_JOINS ? PresenceChange.Updated.Kind.JOINED : updated.kind();
        return new PresenceChange.Updated(
                updated.channel(),
                updated.previous(),
                updated.revision(),
                updated.user(),
                shown(updated.state()),
                kind,
                updated.causedBy());
    }

    /** A state that hides what it says, so that all of them are equally high; or one that is always new. */
    private Payload hidden(Payload state) {
        return switch (bug) {
            case THE_NEWEST_TAB_COUNTS -> Payload.ofJson("{\"status\":\"viewing\",\"of\":" + state.json() + "}");
            case NOTHING_NEW_IS_TOLD ->
                Payload.ofJson("{\"status\":" + state.tree().get("status") + ",\"new\":" + calls.incrementAndGet()
                        + ",\"of\":" + state.json() + "}");
            default -> state;
        };
    }

    private static Payload shown(Payload state) {
        return state.tree().has("of") ? Payload.ofJson(state.tree().get("of").toString()) : state;
    }

    private PresenceHolder changed(PresenceHolder holder) {
        return switch (bug) {
            case TABS_ARE_ONE -> new PresenceHolder(holder.user(), holder.user().id(), sequences.incrementAndGet());
            case LATE_CALLS_COUNT ->
                new PresenceHolder(holder.user(), holder.connectionId(), sequences.incrementAndGet());
            default -> holder;
        };
    }

    @Override
    public CompletionStage<Void> update(Channel channel, PresenceHolder holder, Payload state, Duration lease) {
        last.put(holder.connectionId(), state);
        known.put(holder.connectionId(), holder);
        if (bug == Bug.LEASES_ARE_SHARED) {
            known.values().forEach(other -> real.renew(other, Map.of(channel, 0L), lease));
        }
        return real.update(channel, changed(holder), hidden(state), lease);
    }

    @Override
    public CompletionStage<Void> leave(Channel channel, PresenceHolder holder, Duration grace) {
        return real.leave(channel, changed(holder), bug == Bug.NO_GRACE ? Duration.ZERO : grace);
    }

    @Override
    public CompletionStage<List<Channel>> renew(PresenceHolder holder, Map<Channel, Long> said, Duration lease) {
        @Nullable Payload state = last.get(holder.connectionId());
        Map<Channel, Long> taken = new LinkedHashMap<>(said);
        if (bug == Bug.RENEWAL_TAKES_WHAT_IS_OLD) {
            taken.replaceAll((channel, sequence) -> 0L);
        }
        return real.renew(changed(holder), taken, lease).thenApply(gone -> {
            PresenceHolder again = new PresenceHolder(holder.user(), holder.connectionId(), 1_000_000);
            for (Channel channel : bug == Bug.RENEWAL_REVIVES ? gone : said.keySet()) {
                if (state != null && (bug == Bug.RENEWAL_REVIVES || bug == Bug.RENEWAL_ENDS_GRACE)) {
                    real.update(channel, again, state, lease);
                }
            }
            return gone;
        });
    }

    @Override
    public CompletionStage<PresenceSnapshot> snapshot(Channel channel) {
        return real.snapshot(channel)
                .thenApply(picture -> new PresenceSnapshot(
                        picture.revision(),
                        picture.users().stream()
                                .map(one -> new PresentUser(one.user(), shown(one.state())))
                                .toList()));
    }
}

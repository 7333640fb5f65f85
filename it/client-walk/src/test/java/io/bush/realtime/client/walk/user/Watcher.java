package io.bush.realtime.client.walk.user;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Position;
import io.bush.realtime.client.BushClient;
import io.bush.realtime.client.channel.ChannelHandle;
import io.bush.realtime.client.channel.ControlFrame;
import io.bush.realtime.client.channel.ReceivedEvent;
import io.bush.realtime.client.channel.SubscriptionNotice.Confirmed;
import io.bush.realtime.client.channel.SubscriptionNotice.Rejected;
import io.bush.realtime.client.channel.SubscriptionNotice.Reset;
import io.bush.realtime.client.channel.SubscriptionNotice.Revoked;
import io.bush.realtime.client.walk.server.Truth;
import io.bush.realtime.client.walk.server.WalkServer;
import io.bush.realtime.client.walk.world.Scene;
import io.bush.realtime.client.walk.world.Seen;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges what one subscription tells its handlers: from each position exactly what follows it, or a reset; nothing twice,
 * nothing after the end (contract P1, P5, P12).
 */
final class Watcher {

    private record Skipped(Position from, long to) {}

    private record Heard(Position at, int number) {}

    private final Scene scene;
    private final WalkServer server;
    final WalkClient owner;
    final Channel channel;
    /** What the wanted events begin with; empty for all. */
    private final String prefix;

    @Nullable
    ChannelHandle handle;

    private @Nullable WalkPresence presence;
    private @Nullable WalkLocks locks;
    private @Nullable WalkSignals signals;
    /** Where the handlers are; null before the first position. */
    private @Nullable Position at;
    /** Whether a reset has to come before the next event. */
    private boolean resetDue;
    /** Whether no handler may be called any more. */
    private boolean over;
    /** Whether the server ended it. */
    private boolean ended;

    private final List<Skipped> skipped = new ArrayList<>();
    private final List<Heard> heard = new ArrayList<>();

    Watcher(Scene scene, WalkServer server, WalkClient owner, Channel channel, String prefix, @Nullable String since) {
        this.scene = scene;
        this.server = server;
        this.owner = owner;
        this.channel = channel;
        this.prefix = prefix;
        this.at = since == null ? null : Position.parse(channel, since);
    }

    boolean isWanted() {
        return !over && !ended;
    }

    void over() {
        over = true;
    }

    void attach(ChannelHandle to) {
        handle = to;
        to.onConfirmed(this::confirmed);
        to.onReset(this::reset);
        to.onEvent(this::event);
        to.onControl(this::control);
        to.onRejected(this::rejected);
        to.onRevoked(this::revoked);
    }

    /** Asks for what goes beyond listening; the first time at any moment. */
    void takePart(BushClient client) {
        ChannelHandle mine = handle;
        if (mine == null) {
            return;
        }
        if (presence == null) {
            presence = new WalkPresence(scene, this, client.presence(mine));
        } else if (locks == null) {
            locks = new WalkLocks(scene, server, this, client.locks(mine));
        } else if (scene.random.nextBoolean()) {
            presence.act();
        } else {
            locks.act();
        }
    }

    /** Asks for everything but locks. */
    void speakUp(BushClient client) {
        takePart(client);
        if (handle != null) {
            signals = new WalkSignals(scene, this, client.signals(handle));
        }
    }

    @Nullable
    WalkSignals signals() {
        return signals;
    }

    @Nullable
    WalkPresence presence() {
        return presence;
    }

    @Nullable
    WalkLocks locks() {
        return locks;
    }

    /** A handler of it was called. */
    void called(String what) {
        scene.note(this + " " + what);
        if (over) {
            scene.broken("P12", this + " is called after its end: " + what);
        }
        owner.called(what);
    }

    private Position position(@Nullable String id, String where) {
        Position position = id == null ? null : Position.parse(channel, id);
        if (position == null) {
            scene.broken("P1", this + " " + where + " has no position: " + id);
            return Position.start(channel, "0".repeat(22));
        }
        return position;
    }

    /** Something comes that may only come while the server serves it. */
    private void served(String what) {
        called(what);
        if (ended) {
            scene.broken("P12", this + " comes back after its end: " + what);
        }
    }

    private void confirmed(Confirmed confirmed) {
        served("confirmed");
        scene.saw(Seen.CONFIRMED);
        Position from = position(confirmed.lastEventId(), "confirmed");
        Position known = at;
        if (confirmed.replayed() > 0) {
            scene.saw(Seen.RECOVERED_WITH_EVENTS);
        }
        if (known != null && !confirmed.recovered()) {
            resetDue = true;
            return;
        }
        resetDue = false;
        if (known != null && !known.equals(from)) {
            jump(known, from, "confirmed");
        }
        at = from;
    }

    /** Only one that leaves events out may get further without having seen any. */
    private void jump(Position known, Position to, String how) {
        if (prefix.isEmpty() || !known.epoch().equals(to.epoch()) || to.offset() < known.offset()) {
            scene.broken("P1", this + " stood at " + known + " and is " + how + " at " + to);
        } else {
            skipped.add(new Skipped(known, to.offset() + 1));
        }
    }

    private void reset(Reset reset) {
        served("reset " + reset.reason());
        scene.saw(Seen.RESET);
        if (!scene.weather.mayReset()) {
            scene.broken("P1", this + " is reset without a reason: " + reset.reason());
        }
        at = position(reset.lastEventId(), "reset");
        resetDue = false;
    }

    private void event(ReceivedEvent event) {
        served("event");
        if (!event.event().startsWith(prefix)) {
            scene.broken("P1", this + " gets " + event.event() + ", which it does not want");
        }
        scene.saw(
                event.text().startsWith("{\"channel\"") && owner.isPolling()
                        ? Seen.EVENT_DELIVERED_BY_POLL
                        : prefix.isEmpty() ? Seen.EVENT_DELIVERED : Seen.FILTERED_EVENT_DELIVERED);
        Position next = position(event.eventId(), "event");
        Position known = at;
        if (resetDue) {
            scene.broken("P1", this + " gets an event where a reset was due");
        } else if (known == null) {
            scene.broken("P5", this + " gets an event before its confirmation");
        } else if (!known.epoch().equals(next.epoch()) || next.offset() <= known.offset()) {
            scene.broken("P12", this + " stood at " + known + " and gets " + next);
        } else if (prefix.isEmpty() && next.offset() != known.offset() + 1) {
            scene.broken("P1", this + " misses what is between " + known + " and " + next);
        } else if (!prefix.isEmpty()) {
            skipped.add(new Skipped(known, next.offset()));
        }
        at = next;
        heard.add(new Heard(next, event.data().path("n").asInt()));
        owner.trouble(this);
    }

    private void control(ControlFrame frame) {
        if (frame.type().equals("subscription.position")) {
            called("position");
            Position next = position(frame.json().path("last_event_id").asText(), "position");
            if (at != null) {
                jump(at, next, "moved");
            }
            at = next;
        } else if (frame.json().path("reason").asText().equals("temporarily_unavailable")) {
            scene.saw(Seen.UNAVAILABLE_RETRIED);
        }
    }

    private void rejected(Rejected rejected) {
        called("rejected " + rejected.reason());
        scene.saw(Seen.REJECTED);
        end(rejected.reason());
    }

    private void revoked(Revoked revoked) {
        called("revoked " + revoked.reason());
        scene.saw(Seen.REVOKED);
        end(revoked.reason());
    }

    private void end(String reason) {
        ended = true;
        if (reason.equals("temporarily_unavailable")) {
            scene.broken("P12", this + " is ended by what was only for now");
        }
    }

    /** At the end of the history: everything is here that should be. */
    void judge() {
        for (Skipped skip : skipped) {
            Truth.Entry missed = server.truth.missed(channel, skip.from(), skip.to(), prefix);
            if (missed != null) {
                scene.broken("P1", this + " never got " + missed + " behind " + skip.from());
            }
        }
        for (Heard one : heard) {
            Truth.Entry entry = server.truth.at(channel, one.at());
            if (entry != null && entry.number() != one.number()) {
                scene.broken("P1", this + " got " + one + " where " + entry + " was published");
            }
        }
        if (locks != null) {
            locks.judge();
        }
        if (isWanted()) {
            converged();
        }
    }

    private void converged() {
        Position head = server.head(channel);
        Position known = at;
        if (head == null || known == null) {
            scene.broken("P12", this + " stands at " + known + " in the end, the channel at " + head);
            return;
        }
        boolean there = prefix.isEmpty()
                ? known.equals(head)
                : known.epoch().equals(head.epoch())
                        && server.truth.missed(channel, known, head.offset() + 1, prefix) == null;
        if (!there || resetDue) {
            scene.broken("P12", this + " stands at " + known + " in the end, the channel at " + head);
        } else {
            scene.saw(Seen.CONVERGED);
        }
    }

    @Override
    public String toString() {
        return owner + " " + channel + (prefix.isEmpty() ? "" : " " + prefix + "*");
    }
}

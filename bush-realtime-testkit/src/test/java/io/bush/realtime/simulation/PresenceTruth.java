package io.bush.realtime.simulation;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.presence.PresenceChange;
import io.bush.realtime.presence.PresenceHolder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The checker's own record of who is present by the calls that took effect, and what the store made of them: each
 * announcement has to follow from it (P7).
 */
final class PresenceTruth {

    /** A node says so often again that a connection has left. */
    private static final int RETRIES = 3;

    /** One connection in one channel. */
    private static final class Tab {

        final String user;
        long sequence;
        long endsAt;
        boolean leaving;
        boolean gone;
        /** How often it said that it leaves, and that got lost, since it said anything that arrived. */
        int leavesLost;

        String state = "";

        Tab(String user) {
            this.user = user;
        }

        boolean alive(long now) {
            return !gone && now < endsAt;
        }
    }

    private static final class Room {

        final Map<String, Tab> tabs = new HashMap<>();
        /** What was announced of each user and not taken back. */
        final Map<String, String> announced = new TreeMap<>();

        long revision;
        long changedAt = -Pace.WIRES;
        /** Whose lease is over: the call that brings them back has to announce that first. */
        @Nullable
        String leavesFirst;
        /** What somebody said last who has just left: the call that says so first ends other leases, which may show it. */
        @Nullable
        String lastWords;
    }

    private final Scene scene;
    private final Map<Channel, Room> rooms = new LinkedHashMap<>();

    PresenceTruth(Scene scene) {
        this.scene = scene;
    }

    private Room room(Channel channel) {
        return rooms.computeIfAbsent(channel, none -> new Room());
    }

    private void broken(Channel channel, String what) {
        scene.verdict.broken("P7", "in " + channel + " " + what);
    }

    // ---- calls, at the moment they take effect ----

    void update(Channel channel, PresenceHolder holder, Payload state, Duration lease) {
        Room room = room(channel);
        Tab tab = room.tabs.computeIfAbsent(
                holder.connectionId(), none -> new Tab(holder.user().id()));
        if (holder.sequence() <= tab.sequence) {
            scene.saw(Seen.PRESENCE_CALLS_OVERTAKEN);
            return;
        }
        String user = holder.user().id();
        room.lastWords = null;
        boolean over = room.announced.containsKey(user) && possible(room, user).isEmpty();
        room.leavesFirst = over ? user : null;
        tab.sequence = holder.sequence();
        tab.endsAt = scene.now() + lease.toNanos();
        tab.leaving = false;
        tab.leavesLost = 0;
        tab.gone = false;
        tab.state = Said.number(state);
    }

    void leave(Channel channel, PresenceHolder holder, Duration grace) {
        Room room = room(channel);
        Tab tab = room.tabs.computeIfAbsent(
                holder.connectionId(), none -> new Tab(holder.user().id()));
        if (holder.sequence() <= tab.sequence) {
            scene.saw(Seen.PRESENCE_CALLS_OVERTAKEN);
            return;
        }
        tab.sequence = holder.sequence();
        tab.leavesLost = 0;
        room.lastWords = tab.alive(scene.now()) ? tab.state : null;
        if (grace.isZero() || !tab.alive(scene.now())) {
            tab.gone = true;
        } else {
            tab.leaving = true;
            tab.endsAt = Math.min(tab.endsAt, scene.now() + grace.toNanos());
        }
    }

    /** It was said, and did not arrive. */
    void leaveLost(Channel channel, PresenceHolder holder) {
        Tab tab = room(channel).tabs.get(holder.connectionId());
        if (tab != null && holder.sequence() > tab.sequence) {
            tab.leavesLost++;
        }
    }

    /** Whether somebody is kept by a connection whose leave the store never heard of, however often a node says it. */
    boolean isKeptByLostLeave(Channel channel, String user) {
        return room(channel).tabs.values().stream()
                .anyMatch(tab -> tab.user.equals(user) && tab.leavesLost > RETRIES && tab.alive(scene.now()));
    }

    /** Returns where nothing is left to be renewed, or something older. */
    List<Channel> renew(PresenceHolder holder, Map<Channel, Long> said, Duration lease) {
        List<Channel> gone = new ArrayList<>();
        said.forEach((channel, sequence) -> {
            Tab tab = room(channel).tabs.get(holder.connectionId());
            if (tab == null || !tab.alive(scene.now()) || tab.sequence < sequence) {
                gone.add(channel);
                scene.saw(Seen.PRESENCE_LEASE_FOUND_GONE);
            } else if (!tab.leaving) {
                tab.endsAt = scene.now() + lease.toNanos();
                scene.saw(Seen.PRESENCE_RENEWED);
            }
        });
        return gone;
    }

    // ---- what is announced ----

    /** A change; {@code heardFor} tells how long a node was subscribed, which has to sweep in time. */
    void announced(PresenceChange change, long heardFor) {
        Channel channel = change.channel();
        Room room = room(channel);
        String user = change.user().id();
        long follows = room.announced.isEmpty() ? PresenceChange.NOBODY_BEFORE : room.revision;
        if (change.revision() <= room.revision || change.previous() != follows) {
            broken(channel, change.previous() + " -> " + change.revision() + " follows " + follows);
        }
        room.revision = change.revision();
        room.changedAt = scene.now();
        if (change instanceof PresenceChange.Updated updated) {
            boolean joined = updated.kind() == PresenceChange.Updated.Kind.JOINED;
            if (joined == room.announced.containsKey(user)) {
                broken(channel, user + " is announced as " + updated.kind());
            }
            String number = Said.number(updated.state());
            if (!possible(room, user).contains(number) && !number.equals(room.lastWords)) {
                broken(channel, user + " resurrects as " + updated.state());
            }
            room.announced.put(user, Said.number(updated.state()));
            return;
        }
        if (room.announced.remove(user) == null) {
            broken(channel, user + " left twice");
        }
        if (user.equals(room.leavesFirst)) {
            room.leavesFirst = null;
        } else if (!possible(room, user).isEmpty()) {
            broken(channel, user + " left, and is still here");
        }
        if (change.causedBy() == null) {
            scene.saw(Seen.PRESENCE_RAN_OUT);
            long late = scene.now() - lastEnd(room, user);
            boolean certain = heardFor > late + 2_000_000_000L && scene.faults.healedFor(late + 8_000_000_000L);
            if (certain && late > Pace.SWEEP_PRESENCE && !scene.losses.inDoubt(channel, "presence")) {
                broken(channel, user + " left " + late / 1_000_000 + " ms after the last lease ended");
            }
        }
    }

    /** What a user may be shown as: of the connections that are here. */
    private Set<String> possible(Room room, String user) {
        Set<String> states = new TreeSet<>();
        room.tabs.values().stream()
                .filter(tab -> tab.user.equals(user) && tab.alive(scene.now()))
                .forEach(tab -> states.add(tab.state));
        return states;
    }

    private static long lastEnd(Room room, String user) {
        return room.tabs.values().stream()
                .filter(tab -> tab.user.equals(user))
                .mapToLong(tab -> tab.endsAt)
                .max()
                .orElse(0);
    }

    /** Everybody who is announced, with what was announced of them. */
    Map<String, String> announcedIn(Channel channel) {
        return room(channel).announced;
    }

    /** Whether the newest announcement may still be under way. */
    boolean changing(Channel channel) {
        return scene.now() - room(channel).changedAt < Pace.WIRES;
    }

    /** Whoever is announced has a lease that has not been over for long. */
    void requireNobodyForgotten(Channel channel) {
        Room room = room(channel);
        for (String user : room.announced.keySet()) {
            if (possible(room, user).isEmpty() && scene.now() - lastEnd(room, user) > Pace.SWEEP_PRESENCE) {
                broken(channel, user + " is still shown, though every lease has ended");
            }
        }
    }
}

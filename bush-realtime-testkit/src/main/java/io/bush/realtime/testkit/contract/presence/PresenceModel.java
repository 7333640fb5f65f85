package io.bush.realtime.testkit.contract.presence;

import io.bush.realtime.channel.Payload;
import io.bush.realtime.presence.PresenceStatus;
import io.bush.realtime.presence.PresentUser;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is true of one channel, worked out in the plainest way, in seconds. Thread safety: none. */
final class PresenceModel {

    private static final Comparator<Tab> BY_RANK =
            Comparator.<Tab, PresenceStatus>comparing(tab -> tab.status).thenComparing(tab -> tab.saidAt);

    /** By connection, also those that left. */
    private final Map<String, Tab> tabs = new TreeMap<>();
    /** Users who are there, in the order of appearance. */
    private final List<String> order = new ArrayList<>();

    private long now;
    private int said;

    private static final class Tab {
        final String connection;
        long sequence;
        Payload state = Payload.EMPTY;
        PresenceStatus status = PresenceStatus.IDLE;
        int saidAt;
        boolean there;
        boolean leaving;
        long end;
        long leftAt;

        Tab(String connection) {
            this.connection = connection;
        }

        String user() {
            return PresenceProbe.user(connection).id();
        }
    }

    private Tab tab(String connection) {
        return tabs.computeIfAbsent(connection, Tab::new);
    }

    void update(String connection, long sequence, PresenceStatus status, Payload state, long lease) {
        Tab tab = tab(connection);
        if (sequence <= tab.sequence) {
            return;
        }
        tab.sequence = sequence;
        tab.state = state;
        tab.status = status;
        tab.saidAt = ++said;
        tab.there = true;
        tab.leaving = false;
        tab.end = now + lease;
        if (!order.contains(tab.user())) {
            order.add(tab.user());
        }
    }

    void leave(String connection, long sequence, long grace) {
        Tab tab = tab(connection);
        if (sequence <= tab.sequence) {
            return;
        }
        tab.sequence = sequence;
        if (grace == 0) {
            tab.there = false;
            tab.leftAt = now;
        } else {
            tab.leaving = true;
            tab.end = Math.min(tab.end, now + grace);
        }
        forgetTheAbsent();
    }

    /** Whether a late call is still known as such by every store: it is there, or left less than the shortest lease ago. */
    boolean remembers(String connection) {
        Tab tab = tab(connection);
        return tab.there || now - tab.leftAt <= 20;
    }

    /** Whether it was there. */
    boolean renew(String connection, long lease) {
        Tab tab = tab(connection);
        if (tab.there && !tab.leaving) {
            tab.end = now + lease;
        }
        return tab.there;
    }

    void pass(long seconds) {
        now += seconds;
        for (Tab tab : tabs.values()) {
            if (tab.there && tab.end <= now) {
                tab.there = false;
                tab.leftAt = tab.end;
            }
        }
        forgetTheAbsent();
    }

    private void forgetTheAbsent() {
        order.removeIf(user ->
                tabs.values().stream().noneMatch(tab -> tab.there && tab.user().equals(user)));
    }

    List<PresentUser> users() {
        List<PresentUser> users = new ArrayList<>();
        for (String user : order) {
            Tab most = tabs.values().stream()
                    .filter(tab -> tab.there && tab.user().equals(user))
                    .max(BY_RANK)
                    .orElseThrow();
            users.add(new PresentUser(PresenceProbe.user(most.connection), most.state));
        }
        return users;
    }
}

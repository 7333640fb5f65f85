package io.bush.realtime.presence;

import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Payload;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One user in one channel, from the first connection's appearance to the last one's end. Thread safety: guarded by the
 * monitor of its {@link InMemoryRoom}.
 */
final class InMemoryStay {

    /** In the order in which they appeared; most have one. */
    private final List<Tab> tabs = new ArrayList<>(1);
    /** What was told last; null before the first time. */
    private @Nullable PresentUser shown;

    /**
     * What a connection said.
     *
     * @param user who, as it named them
     * @param state what they do
     * @param status the state's
     * @param number grows with each saying in the room
     */
    record Saying(Principal user, Payload state, PresenceStatus status, long number) {

        boolean countsMoreThan(Saying other) {
            int byStatus = status.compareTo(other.status);
            return byStatus != 0 ? byStatus > 0 : number > other.number;
        }
    }

    /** One connection. All fields hold what was said last, and are guarded as the stay. */
    static final class Tab {

        private final String connectionId;
        /** Of the last call that took effect. */
        private long sequence;
        /** What it said last; null before the first time. */
        private @Nullable Saying saying;
        /** When the lease ends, on the monotonic clock. */
        private long endsAt;
        /** Whether it was dropped: then nothing but a new saying makes the lease longer. */
        private boolean leaving;

        private Tab(String connectionId) {
            this.connectionId = connectionId;
        }

        String connectionId() {
            return connectionId;
        }

        long sequence() {
            return sequence;
        }

        long endsAt() {
            return endsAt;
        }

        void say(long by, Saying what, long until) {
            sequence = by;
            saying = what;
            endsAt = until;
            leaving = false;
        }

        void leave(long by, long until) {
            sequence = by;
            leaving = true;
            if (until - endsAt < 0) {
                endsAt = until;
            }
        }

        /** False when the lease has ended. */
        boolean renew(long now, long until) {
            if (endsAt - now <= 0) {
                return false;
            }
            if (!leaving) {
                endsAt = until;
            }
            return true;
        }
    }

    @Nullable
    Tab tab(String connectionId) {
        for (Tab tab : tabs) {
            if (tab.connectionId.equals(connectionId)) {
                return tab;
            }
        }
        return null;
    }

    Tab open(String connectionId) {
        Tab tab = new Tab(connectionId);
        tabs.add(tab);
        return tab;
    }

    void close(Tab tab) {
        tabs.remove(tab);
    }

    /** Takes out those whose lease has ended. By index, as the next one: a sweep of many must not make an object for each. */
    List<Tab> closeEnded(long now) {
        List<Tab> ended = List.of();
        for (int i = 0; i < tabs.size(); i++) {
            Tab tab = tabs.get(i);
            if (tab.endsAt - now <= 0) {
                ended = ended.isEmpty() ? new ArrayList<>(1) : ended;
                ended.add(tab);
            }
        }
        if (!ended.isEmpty()) {
            tabs.removeAll(ended);
        }
        return ended;
    }

    /** How long until the next lease ends; a very long time when there is none. */
    long nextEnd(long now) {
        long next = Long.MAX_VALUE;
        for (int i = 0; i < tabs.size(); i++) {
            next = Math.min(next, tabs.get(i).endsAt - now);
        }
        return next;
    }

    boolean isOver() {
        return tabs.isEmpty();
    }

    boolean isNew() {
        return shown == null;
    }

    /** Works out what counts over all connections; true when that is news. */
    boolean merge() {
        Saying most = null;
        for (Tab tab : tabs) {
            if (tab.saying != null && (most == null || tab.saying.countsMoreThan(most))) {
                most = tab.saying;
            }
        }
        if (most == null) {
            return false;
        }
        PresentUser merged = new PresentUser(most.user(), most.state());
        boolean news = !merged.equals(shown);
        if (news) {
            shown = merged;
        }
        return news;
    }

    /** What was told last. */
    PresentUser shown() {
        if (shown == null) {
            throw new IllegalStateException("nothing was told of this user yet");
        }
        return shown;
    }
}

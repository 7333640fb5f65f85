package io.bush.realtime.simulation;

import io.bush.realtime.backplane.BackplaneListener;
import io.bush.realtime.channel.Channel;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The whole back end goes away and comes back. While it is away nothing goes through in either direction, and what is under
 * way has no answer; the node is told a little later of both, and asks nothing in between. Other nodes reach it all the time.
 */
final class SimOutage {

    /** Somebody was thrown out by another node while this one could not hear of it. */
    private record Removal(String who, Channel channel, long at) {}

    /** A time in which nothing went through; its end is unknown while it lasts. */
    private static final class Cut {

        private final long from;
        private long to = Long.MAX_VALUE;
        /** Whether the node was told before it was over. */
        private boolean noticed;

        private Cut(long from) {
            this.from = from;
        }
    }

    private final Scene scene;
    private final Random random;
    private final List<Cut> cuts = new ArrayList<>();
    private final List<Removal> removals = new ArrayList<>();
    private @Nullable BackplaneListener listener;
    private Runnable linkLost = () -> {};
    private Runnable linkBack = () -> {};
    private boolean cut;
    /** Whether the node has been told that it is away, and not that it is back. */
    private boolean known;
    /** Since when, while it is known. */
    private long knownSince;
    /** When the node was told last that it is back; -1 for never. */
    private long knownBackAt = -1;
    /** When the last news is told: the next one is told after it. */
    private long newsAt;

    SimOutage(Scene scene, Random random) {
        this.scene = scene;
        this.random = random;
    }

    void listen(BackplaneListener hears) {
        listener = hears;
    }

    /** What happens to the link of the bus. */
    void link(Runnable lost, Runnable back) {
        linkLost = lost;
        linkBack = back;
    }

    // ---- what happens ----

    void begin(Duration lasts) {
        if (cut) {
            return;
        }
        cut = true;
        cuts.add(new Cut(scene.now()));
        linkLost.run();
        scene.saw(Seen.OUTAGES);
        scene.trace.note("-- away for " + lasts);
        tell(true);
        int one = cuts.size();
        scene.world.time().schedule(lasts, () -> {
            if (cuts.size() == one) {
                end();
            }
        });
    }

    void end() {
        if (!cut) {
            return;
        }
        cut = false;
        cuts.get(cuts.size() - 1).to = scene.now();
        scene.trace.note("-- back");
        // The link of the bus comes back by itself, before or after the node is told.
        int which = cuts.size();
        scene.world.time().schedule(Duration.ofNanos(someTime(1_000)), () -> {
            if (cuts.size() == which) {
                linkBack.run();
            }
        });
        tell(false);
        // What was missed of access is known within the ten seconds of a return; who was removed is told within them.
        removals.forEach(one -> scene.access.revokedUntil(one.who(), one.channel(), scene.now() + 20_000_000_000L));
    }

    private void tell(boolean gone) {
        long delay = random.nextInt(3) == 0 ? 0 : someTime(2_000);
        newsAt = Math.max(newsAt, scene.now() + delay) + 1;
        scene.world.time().schedule(Duration.ofNanos(newsAt - scene.now()), () -> {
            BackplaneListener hears = listener;
            if (hears == null) {
                return;
            }
            scene.trace.note("link   says that the back end is " + (gone ? "away" : "back"));
            known = gone;
            if (gone) {
                knownSince = scene.now();
                cuts.get(cuts.size() - 1).noticed = cut;
                hears.onOutage(new IOException("nobody answers"));
            } else {
                knownBackAt = scene.now();
                hears.onReturn();
            }
        });
    }

    private long someTime(int mostMillis) {
        return random.nextInt(scene.faults.healed() ? 10 : mostMillis) * 1_000_000L;
    }

    /** Another node removes somebody. */
    void removed(String who, Channel channel) {
        removals.add(new Removal(who, channel, scene.now()));
        scene.access.revokedUntil(who, channel, Long.MAX_VALUE);
    }

    // ---- for the wires ----

    /** Whether nothing goes through. */
    boolean cut() {
        return cut;
    }

    /** Whether the node asks nothing: it has been told that nobody answers. */
    boolean known() {
        return known;
    }

    /** Whether a question has no answer now. */
    boolean away() {
        return cut || known;
    }

    // ---- for the checker ----

    /** Whether something is from a time that the node knew to be without a back end, before it was over. */
    boolean missedWhileAway(long moment) {
        return cuts.stream().anyMatch(one -> one.noticed && one.from <= moment && moment < one.to);
    }

    /** Whether the node has known for so long, without a break, that the back end is away. */
    boolean knownFor(long nanos) {
        return known && scene.now() - knownSince >= nanos;
    }

    /** Whether the node thought that it was away at any moment since. */
    boolean knownSinceOrLater(long moment) {
        return known || knownBackAt >= moment;
    }

    /** When another node removed somebody for the last time before a moment; -1 for never. */
    long removedBefore(String who, Channel channel, long moment) {
        return removals.stream()
                .filter(one -> one.who().equals(who) && one.channel().equals(channel) && one.at() <= moment)
                .mapToLong(Removal::at)
                .max()
                .orElse(-1);
    }
}

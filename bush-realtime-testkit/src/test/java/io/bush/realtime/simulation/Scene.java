package io.bush.realtime.simulation;

import io.bush.realtime.testkit.ManualWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What all parts of one history share. */
final class Scene {

    /** Nothing of what a subscribe waits for is older. */
    private static final long LONG_GONE = 6_000_000_000L;

    /** A return is over by then, and what was held up before it. */
    private static final long RETURN = 15_000_000_000L;

    final ManualWorld world;
    final Random random;
    final Swarm swarm;
    final Faults faults;
    final Trace trace;
    final Verdict verdict;
    final Published published;
    final AccessTruth access;
    final Losses losses = new Losses();
    final PresenceTruth presence;
    final LockTruth locks;
    final Said said;
    final SimOutage outage;
    /** The node may have held everything because it could not prove that it knew of every change of access. */
    boolean accessDoubted;

    /** A single reading was made to take very long until then: it has one of few places. */
    long readingHeldUpUntil = -RETURN - 1;

    private final Map<Seen, Long> seen = new EnumMap<>(Seen.class);
    private final long origin;
    /** What happens when, while time is coarse. */
    private final Map<Long, List<Runnable>> calendar = new HashMap<>();

    Scene(long seed, boolean readable) {
        world = ManualWorld.seeded(seed);
        random = new Random(seed * 0x9E3779B97F4A7C15L + 1);
        Random apart = new Random(seed * 0x9E3779B97F4A7C15L + 2);
        swarm = new Swarm(random, apart);
        faults = new Faults(random, swarm);
        trace = new Trace(world.time(), readable);
        verdict = new Verdict(trace);
        origin = world.time().nanoTime();
        published = new Published(this);
        access = new AccessTruth(this);
        presence = new PresenceTruth(this);
        locks = new LockTruth(this);
        said = new Said(this);
        outage = new SimOutage(this, apart);
    }

    /** Virtual nanoseconds since the start. */
    long now() {
        return world.time().nanoTime() - origin;
    }

    /** Does something at once, or later; on a coarse grid of time much falls on one moment, and is done in any order. */
    void later(Duration delay, Runnable task) {
        if (delay.isZero()) {
            task.run();
            return;
        }
        long grid = swarm.gridMillis * 1_000_000L;
        long wait = delay.toNanos();
        if (grid == 0) {
            world.time().schedule(delay, task);
            return;
        }
        long due = (now() + wait + grid - 1) / grid * grid;
        List<Runnable> same = calendar.get(due);
        if (same == null) {
            same = new ArrayList<>();
            calendar.put(due, same);
            world.time().schedule(Duration.ofNanos(due - now()), () -> {
                List<Runnable> all = calendar.remove(due);
                if (all != null) {
                    all.forEach(world.executor()::execute);
                }
            });
        }
        same.add(task);
    }

    /** Whether a subscribe may not be answered in time. */
    boolean attachMayBeLate() {
        int readingsAtOnce = swarm.repair.readsInFlight();
        boolean oneIsHeldUp = readingsAtOnce < 64 && readingHeldUpUntil > now() - LONG_GONE;
        return oneIsHeldUp || faults.attachMayBeLate(readingsAtOnce, swarm.gridMillis);
    }

    /** Whether everything that is asked after an outage is answered, and in time: nothing else is wrong, nor was just now. */
    boolean returnsAreSmooth() {
        return swarm.calm && readingHeldUpUntil < now() - RETURN;
    }

    void saw(Seen what) {
        seen.merge(what, 1L, Long::sum);
    }

    Map<Seen, Long> seen() {
        return seen;
    }

    <T> T anyOf(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }
}

package io.bush.realtime.client.walk;

import io.bush.realtime.testkit.ManualTime;
import io.bush.realtime.testkit.ManualWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What the parts of one history share: time, chance, and what was seen and broken. */
final class Scene {

    final long seed;
    final ManualWorld world;
    final Random random;
    final Weather weather;
    final Map<Seen, Long> seen = new EnumMap<>(Seen.class);
    final List<String> trace = new ArrayList<>();

    private final boolean readable;
    /** The first promise that was broken; null while none was. */
    private @Nullable String broken;
    /** Of everything that was noted, so that two runs of one seed can be compared. */
    private long fingerprint = 17;

    Scene(long seed, boolean readable) {
        this.seed = seed;
        this.readable = readable;
        world = ManualWorld.seeded(seed);
        random = new Random(seed * 31 + 7);
        weather = new Weather(random);
    }

    void saw(Seen what) {
        seen.merge(what, 1L, Long::sum);
    }

    void broken(String promise, String what) {
        note("BROKEN " + promise + ": " + what);
        if (broken == null) {
            broken = promise + ": " + what;
        }
    }

    @Nullable
    String broken() {
        return broken;
    }

    void note(String what) {
        String line = millis() + " " + what;
        fingerprint = fingerprint * 1_000_003 + line.hashCode();
        if (readable) {
            trace.add(line);
        }
    }

    /** What only a reader wants to know. */
    void detail(Object who, String what) {
        if (readable) {
            trace.add(millis() + "   " + who + " " + what);
        }
    }

    long fingerprint() {
        return fingerprint;
    }

    long millis() {
        return Duration.between(ManualTime.START, world.time().wallTime()).toMillis();
    }

    long nanos() {
        return world.time().nanoTime();
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    void later(Duration delay, Runnable task) {
        world.time().schedule(delay, task);
    }

    void later(int mostMillis, Runnable task) {
        later(Duration.ofMillis(mostMillis == 0 ? 0 : random.nextInt(mostMillis)), task);
    }
}

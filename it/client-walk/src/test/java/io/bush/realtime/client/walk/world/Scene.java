package io.bush.realtime.client.walk.world;

import io.bush.realtime.testkit.ManualTime;
import io.bush.realtime.testkit.ManualWorld;
import io.bush.realtime.testkit.history.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the parts of one history share: time, chance, and what was seen and broken. */
public final class Scene {

    public final long seed;
    public final ManualWorld world;
    public final Random random;
    public final Weather weather;
    private final Map<Seen, Long> seen = new EnumMap<>(Seen.class);
    private final List<String> trace = new ArrayList<>();

    private final boolean readable;
    /** The first promise that was broken; null while none was. */
    private @Nullable String broken;
    /** Of everything that was noted, so that two runs of one seed can be compared. */
    private long fingerprint = 17;

    private long steps;

    public Scene(long seed, boolean readable) {
        this(seed, readable, Weather::new);
    }

    public Scene(long seed, boolean readable, Function<Random, Weather> weather) {
        this.seed = seed;
        this.readable = readable;
        world = ManualWorld.seeded(seed);
        random = new Random(seed * 31 + 7);
        this.weather = weather.apply(random);
    }

    public void saw(Seen what) {
        seen.merge(what, 1L, Long::sum);
    }

    public void broken(String promise, String what) {
        note("BROKEN " + promise + ": " + what);
        if (broken == null) {
            broken = promise + ": " + what;
        }
    }

    /** What came of the history. */
    public Outcome<Seen> outcome() {
        return new Outcome<>(seed, broken, fingerprint, steps, seen, trace);
    }

    public void note(String what) {
        steps++;
        String line = millis() + " " + what;
        fingerprint = fingerprint * 1_000_003 + line.hashCode();
        if (readable) {
            trace.add(line);
        }
    }

    /** What only a reader wants to know. */
    public void detail(Object who, String what) {
        if (readable) {
            trace.add(millis() + "   " + who + " " + what);
        }
    }

    public long millis() {
        return Duration.between(ManualTime.START, world.time().wallTime()).toMillis();
    }

    public long nanos() {
        return world.time().nanoTime();
    }

    public boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    public <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    public void later(Duration delay, Runnable task) {
        world.time().schedule(delay, task);
    }

    public void later(int mostMillis, Runnable task) {
        later(Duration.ofMillis(mostMillis == 0 ? 0 : random.nextInt(mostMillis)), task);
    }
}

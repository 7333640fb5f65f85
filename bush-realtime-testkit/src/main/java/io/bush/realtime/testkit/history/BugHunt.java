package io.bush.realtime.testkit.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A judge that finds nothing proves nothing: plants one bug after the other and looks for the first seed whose history notices
 * it. The seed that noticed it when somebody wrote that down is tried first; only when it does not any more, because the world
 * draws differently, all are, from 1. Then all processors look for the same bug, in the order of the seeds, so that the seed
 * that is named is always the lowest.
 *
 * <p>Thread safety: for one thread, while nobody else uses the classes that bugs are planted in.
 */
public final class BugHunt {

    private static final int LONGEST = 110;

    private record Hunted(
            PlantedBug bug, long seed, @Nullable String foundAs, boolean known) {}

    private final Story<?> story;
    private final int mostSeeds;
    private final Map<String, Long> known = new HashMap<>();
    private final List<Hunted> hunted = new ArrayList<>();
    private final List<String> brokenAnyway = new ArrayList<>();

    private BugHunt(Story<?> story, int mostSeeds, List<SeedFile.Line> known) {
        this.story = story;
        this.mostSeeds = mostSeeds;
        known.forEach(line -> this.known.put(line.why(), line.seed()));
    }

    /**
     * Hunts every bug.
     *
     * @param bugs what is planted
     * @param story what has to notice it
     * @param mostSeeds how many histories are told for one bug, at least 1
     * @param known which seed noticed which bug, by its name; may be out of date, or empty
     * @return what was found
     */
    public static <S extends Enum<S>> BugHunt of(
            List<? extends PlantedBug> bugs, Story<S> story, int mostSeeds, List<SeedFile.Line> known) {
        BugHunt hunt = new BugHunt(story, mostSeeds, known);
        int processors = Runtime.getRuntime().availableProcessors();
        ExecutorService threads = Executors.newFixedThreadPool(processors);
        try {
            for (PlantedBug bug : bugs) {
                Planting planted = Planting.of(bug);
                try {
                    hunt.hunted.add(hunt.hunt(bug, threads, processors));
                } finally {
                    planted.remove();
                }
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            threads.shutdownNow();
        }
        hunt.tellWithoutBugs();
        return hunt;
    }

    private Hunted hunt(PlantedBug bug, ExecutorService threads, int processors)
            throws InterruptedException, ExecutionException {
        Long before = known.get(bug.name());
        if (before != null) {
            String broken = story.tell(before, Story.Detail.OUTCOME).broken();
            if (broken != null) {
                return new Hunted(bug, before, broken, true);
            }
        }
        AtomicLong next = new AtomicLong(1);
        AtomicLong end = new AtomicLong(mostSeeds);
        ConcurrentSkipListMap<Long, String> found = new ConcurrentSkipListMap<>();
        Callable<Void> hunter = () -> {
            for (long seed = next.getAndIncrement(); seed <= end.get(); seed = next.getAndIncrement()) {
                String broken = story.tell(seed, Story.Detail.OUTCOME).broken();
                if (broken != null) {
                    found.put(seed, broken);
                    end.accumulateAndGet(seed, Math::min);
                }
            }
            return null;
        };
        for (Future<Void> one : threads.invokeAll(Collections.nCopies(processors, hunter))) {
            one.get();
        }
        Map.Entry<Long, String> first = found.firstEntry();
        return first == null
                ? new Hunted(bug, mostSeeds, null, false)
                : new Hunted(bug, first.getKey(), first.getValue(), false);
    }

    /** What is broken in any case has noticed nothing. */
    private void tellWithoutBugs() {
        hunted.stream()
                .filter(one -> one.foundAs() != null)
                .mapToLong(Hunted::seed)
                .distinct()
                .forEach(seed -> {
                    String broken = story.tell(seed, Story.Detail.OUTCOME).broken();
                    if (broken != null) {
                        brokenAnyway.add(seed + ": " + broken);
                    }
                });
    }

    /** Fails when somebody planted a bug that no history noticed, or one noticed something although nothing was planted. */
    public void requireAllFound() {
        assertThat(brokenAnyway).as("histories that are broken without a bug").isEmpty();
        assertThat(hunted.stream()
                        .filter(one -> one.foundAs() == null)
                        .map(one -> one.bug().name()))
                .as("planted bugs that nobody noticed")
                .isEmpty();
    }

    /** In the form of a {@link SeedFile}, so that what had to be looked for can be written down. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(String.format(
                "planted bugs: %d of %d found, %d by the seed that was known",
                hunted.stream().filter(one -> one.foundAs() != null).count(),
                hunted.size(),
                hunted.stream().filter(Hunted::known).count()));
        for (Hunted one : hunted) {
            String as = String.valueOf(one.foundAs());
            text.append(String.format(
                    "%n%-5d # %-36s %s",
                    one.seed(), one.bug().name(), as.length() <= LONGEST ? as : as.substring(0, LONGEST) + "…"));
        }
        return text.toString();
    }
}

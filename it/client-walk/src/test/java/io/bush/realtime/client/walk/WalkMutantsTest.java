package io.bush.realtime.client.walk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A judge that finds nothing proves nothing: each of these bugs, planted in the client, has to be found. */
class WalkMutantsTest {

    private static final int MOST_SEEDS = Integer.getInteger("walk.mutantSeeds", 1_000);

    private record Hunt(Mutant mutant, int seeds, @Nullable String foundAs) {}

    @Test
    void findsEveryPlantedBug() throws Exception {
        List<Hunt> hunts = new ArrayList<>();
        ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            List<Future<Hunt>> running = new ArrayList<>();
            for (Mutant mutant : Mutant.values()) {
                running.add(threads.submit(() -> hunt(mutant)));
            }
            for (Future<Hunt> one : running) {
                hunts.add(one.get());
            }
        } finally {
            threads.shutdownNow();
        }
        long killed = hunts.stream().filter(hunt -> hunt.foundAs() != null).count();
        double average = hunts.stream().mapToInt(Hunt::seeds).average().orElse(0);
        System.out.printf("planted bugs: %d of %d found, after %.1f seeds on average%n", killed, hunts.size(), average);
        hunts.forEach(hunt -> System.out.printf(
                "  %-36s %4d  %s%n", hunt.mutant(), hunt.seeds(), shortened(String.valueOf(hunt.foundAs()))));
        assertThat(hunts.stream().filter(hunt -> hunt.foundAs() == null).map(Hunt::mutant))
                .as("planted bugs that nobody noticed")
                .isEmpty();
    }

    private static Hunt hunt(Mutant mutant) {
        MutantLoader loader = new MutantLoader(mutant);
        String broken = null;
        int seeds = 0;
        while (broken == null && seeds < MOST_SEEDS) {
            broken = loader.broken(++seeds);
        }
        assertThat(loader.planted()).as(mutant + " was planted").isTrue();
        return new Hunt(mutant, seeds, broken);
    }

    private static String shortened(String text) {
        return text.length() <= 110 ? text : text.substring(0, 110) + "…";
    }
}

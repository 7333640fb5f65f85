package io.bush.realtime.client.optimistic;

import java.util.Comparator;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/** A row of the tests: ordered by number, which the server gives. */
record Note(String id, @Nullable String clientId, int number, String text, boolean done) {

    static final Comparator<Note> ORDER = Comparator.comparingInt(Note::number).thenComparing(Note::id);

    static Note draft(String text) {
        return new Note("", null, 0, text, false);
    }

    static Note of(String id, int number, String text) {
        return new Note(id, null, number, text, false);
    }

    Note withText(String changed) {
        return new Note(id, clientId, number, changed, done);
    }

    Note asDone() {
        return new Note(id, clientId, number, text, true);
    }

    /** Rules with reproducible temporary ids. */
    static OptimisticRules<Note> rules() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(42);
        return OptimisticRules.of(Note::id, ORDER, random);
    }
}

package io.bush.realtime.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("P9")
class InboxTest {

    private final Deque<Runnable> pool = new ArrayDeque<>();
    private final Lane lane = new Lane(pool::add, failure -> {
        throw new AssertionError(failure);
    });
    private final List<String> taken = new ArrayList<>();
    private final Inbox<String> inbox = new Inbox<>(lane, 3, taken::add, () -> taken.add("dropped"));

    private void runAll() {
        while (!pool.isEmpty()) {
            pool.removeFirst().run();
        }
    }

    private void put(String... all) {
        for (String one : all) {
            inbox.put(one);
        }
    }

    @Test
    void whatFindsNoRoomIsToldOnceBehindWhatDid() {
        put("a", "b", "c", "d", "e");
        runAll();

        assertThat(taken).containsExactly("a", "b", "c", "dropped");
    }

    @Test
    void thereIsRoomAgainWhenTheLaneHasTakenSome() {
        put("a", "b", "c");
        runAll();
        put("d", "e", "f");
        runAll();

        assertThat(taken).containsExactly("a", "b", "c", "d", "e", "f");
    }

    @Test
    void whatIsDroppedWhileItIsToldIsToldAgain() {
        AtomicReference<Inbox<String>> small = new AtomicReference<>();
        Inbox<String> full = new Inbox<>(lane, 1, taken::add, () -> {
            taken.add("dropped");
            if (taken.size() < 5) {
                small.get().put("again");
                small.get().put("too many");
            }
        });
        small.set(full);
        full.put("a");
        full.put("b");
        runAll();

        assertThat(taken).containsExactly("a", "dropped", "again", "dropped", "again", "dropped");
    }

    @Test
    void aLaneThatStandsRefusesMoreWhoeverPutsIt() {
        Inbox<String> wide = new Inbox<>(lane, Integer.MAX_VALUE, taken::add, () -> taken.add("dropped"));
        for (int i = 0; i < Lane.MOST_OFFERED; i++) {
            wide.put("x");
        }
        put("a", "b");
        lane.execute(() -> taken.add("never refused"));
        runAll();

        assertThat(taken).hasSize(Lane.MOST_OFFERED + 2).endsWith("x", "dropped", "never refused");
    }
}

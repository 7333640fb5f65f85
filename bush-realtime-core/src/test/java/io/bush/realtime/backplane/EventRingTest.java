package io.bush.realtime.backplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("P9")
class EventRingTest {

    @Test
    void randomUseDiffersNowhereFromAPlainList() {
        Random random = new Random(5);
        EventRing ring = new EventRing();
        List<Event> oracle = new ArrayList<>();
        List<Long> times = new ArrayList<>();
        long now = Long.MAX_VALUE - 5_000;
        int drops = 0;
        for (int i = 0; i < 100_000; i++) {
            now += random.nextInt(3);
            switch (random.nextInt(8)) {
                case 0 -> {
                    int most = random.nextInt(40);
                    ring.trimTo(most);
                    while (oracle.size() > most) {
                        oracle.remove(0);
                        times.remove(0);
                        drops++;
                    }
                }
                case 1 -> {
                    long age = random.nextInt(60);
                    ring.expire(now, age);
                    while (!times.isEmpty() && now - times.get(0) >= age) {
                        oracle.remove(0);
                        times.remove(0);
                        drops++;
                    }
                }
                case 2 -> ring.compact();
                default -> {
                    Event event = event(i);
                    ring.add(event, now);
                    oracle.add(event);
                    times.add(now);
                }
            }
            assertThat(ring.size()).isEqualTo(oracle.size());
            if (!oracle.isEmpty()) {
                int place = random.nextInt(oracle.size());
                assertThat(ring.get(place)).isSameAs(oracle.get(place));
                assertThat(ring.get(0)).isSameAs(oracle.get(0));
            }
        }
        assertThat(drops).isGreaterThan(10_000);
    }

    @Test
    void placesOutsideAreRefused() {
        EventRing ring = new EventRing();
        ring.add(event(1), 0);
        assertThat(ring.get(0)).isNotNull();

        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> ring.get(1));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> ring.get(-1));
    }

    private static Event event(int number) {
        return new Event(InMemoryEventLogTest.content(new Channel("file", "file_" + number)), null);
    }
}

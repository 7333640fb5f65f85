package io.bush.realtime.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Payload;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RecordingBusListenerTest {

    private final RecordingBusListener listener = new RecordingBusListener();

    @Test
    void callsThatOverlapOnOneChannelAreCounted() {
        listener.during(event -> {
            listener.during(inner -> {});
            listener.onEvent(event("file_b"));
            listener.onEvent(event("file_a"));
        });
        listener.onEvent(event("file_a"));
        listener.onEvent(event("file_a"));

        assertThat(listener.events()).hasSize(4);
        assertThat(listener.overlaps()).isEqualTo(1);
    }

    @Test
    void whatDoesNotComeInTimeIsAnError() {
        listener.onEvent(event("file_a"));
        listener.onMaybeLost(new Channel("file", "file_a"));

        assertThat(listener.await(1, Duration.ZERO)).hasSize(1);
        assertThat(listener.maybeLost()).hasSize(1);
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> listener.await(2, Duration.ofMillis(1)))
                .withMessageContaining("1 of 2 events");
    }

    private static Event event(String file) {
        return new Event(
                new EventContent(
                        new Channel("file", file),
                        "upload.progress",
                        Instant.EPOCH,
                        Payload.EMPTY,
                        null,
                        null,
                        null,
                        null,
                        null),
                null);
    }
}

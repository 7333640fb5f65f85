package io.bush.realtime.testkit.contract;

import static io.bush.realtime.testkit.contract.Probe.DEADLINE;
import static io.bush.realtime.testkit.contract.Probe.FILE;
import static io.bush.realtime.testkit.contract.Probe.OTHER;
import static io.bush.realtime.testkit.contract.Probe.await;
import static io.bush.realtime.testkit.contract.Probe.together;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.bus.Bus;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelTypes;
import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.testkit.RecordingBusListener;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What every {@code Bus} has to keep. Inherit it and say in {@link #open} what to test. Thread safety: none, as any test
 * class.
 */
public abstract class BusContract {

    private Subject subject;
    private Bus bus;
    private Probe probe;

    /** For subclasses. */
    protected BusContract() {}

    /**
     * Makes the bus to be tested, before each test.
     *
     * @return a fresh, empty back end; the test closes it
     */
    protected abstract Subject open();

    @BeforeEach
    void openTheBus() {
        subject = open();
        bus = subject.backplane().bus();
        probe = new Probe(subject);
    }

    @AfterEach
    void closeTheBus() {
        subject.backplane().close();
    }

    @Test
    void onlySubscribedChannelsAreHeard() {
        RecordingBusListener heard = probe.listen(OTHER);
        announce(FILE, 1);
        announce(OTHER, 2);
        probe.append(FILE);
        announce(OTHER, 3);

        assertThat(heard.await(2, DEADLINE)).containsExactly(volatileEvent(OTHER, 2), volatileEvent(OTHER, 3));
        assertThat(heard.maybeLost()).isEmpty();
    }

    @Test
    void whatWasAnnouncedBeforeTheSubscriptionIsNotHeardAfterIt() {
        RecordingBusListener heard = probe.listen();
        announce(FILE, 1);
        subject.settle().run();
        await(bus.subscribe(FILE));
        announce(FILE, 2);

        assertThat(heard.await(1, DEADLINE)).containsExactly(volatileEvent(FILE, 2));
    }

    @Test
    void subscribingTwiceIsTheSameAsOnce() {
        RecordingBusListener heard = probe.listen(FILE, FILE);
        announce(FILE, 1);
        announce(FILE, 2);

        assertThat(heard.await(2, DEADLINE)).containsExactly(volatileEvent(FILE, 1), volatileEvent(FILE, 2));
    }

    @Test
    void aChannelSubscribedAnewIsHeardAnew() {
        RecordingBusListener heard = probe.listen(FILE);
        announce(FILE, 1);
        heard.await(1, DEADLINE);
        bus.unsubscribe(FILE);
        await(bus.subscribe(FILE));
        announce(FILE, 2);

        assertThat(heard.await(2, DEADLINE)).containsExactly(volatileEvent(FILE, 1), volatileEvent(FILE, 2));
    }

    @Test
    void givingUpWhatWasNeverSubscribedDoesNothing() {
        RecordingBusListener heard = probe.listen(FILE);
        bus.unsubscribe(OTHER);
        announce(FILE, 1);

        assertThat(heard.await(1, DEADLINE)).containsExactly(volatileEvent(FILE, 1));
    }

    @Test
    @Tag("contract-3.8")
    void aVolatileEventTakesNoNumberAndIsNotInTheLog() {
        RecordingBusListener heard = probe.listen(FILE);
        var before = probe.append(FILE);
        announce(FILE, 1);
        heard.await(2, DEADLINE);

        assertThat(probe.head(FILE)).isEqualTo(before);
        assertThat(probe.append(FILE).offset()).isEqualTo(before.offset() + 1);
    }

    @Test
    void aVolatileEventArrivesWhole() {
        RecordingBusListener heard = probe.listen(FILE);
        Event event = new Event(
                new EventContent(
                        FILE,
                        "upload.progress",
                        Instant.parse("2026-01-15T10:30:00.999Z"),
                        Payload.ofJson("{\"name\":\"切り取り \uD83C\uDFAC\"}"),
                        Payload.ofJson("[]"),
                        "user_a",
                        "conn_a",
                        "user_b",
                        "file_a"),
                null);
        await(bus.announce(event));

        assertThat(heard.await(1, DEADLINE)).containsExactly(event);
    }

    @Test
    @Tag("P4")
    void durableAndVolatileEventsOfOnePublisherKeepTheirOrder() {
        RecordingBusListener heard = probe.listen(FILE);
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            if (i % 3 == 0) {
                sent.add("durable " + probe.append(FILE).offset());
            } else {
                announce(FILE, i);
                sent.add("volatile " + i);
            }
        }

        assertThat(heard.await(500, DEADLINE)).extracting(BusContract::label).isEqualTo(sent);
    }

    /** Whatever way events take: a change of access that was on its way before them must be known before them. */
    @Test
    @Tag("P6")
    void aChangeOfAccessIsHeardBeforeAnythingThatWasAnnouncedBehindIt() {
        Channel control = new Channel(ChannelTypes.CONTROL, "access");
        Channel[] channels = new Channel[33];
        channels[0] = control;
        for (int i = 1; i < channels.length; i++) {
            channels[i] = new Channel("file", "file_" + i);
        }
        RecordingBusListener heard = probe.listen(channels);
        int rounds = 25;
        for (int round = 1; round <= rounds; round++) {
            long changes = probe.append(control).offset();
            subject.settle().run();
            for (int i = 1; i < channels.length; i++) {
                announce(channels[i], (int) changes);
            }
        }

        long known = 0;
        List<String> early = new ArrayList<>();
        for (Event event : heard.await(rounds * channels.length, DEADLINE)) {
            if (event.durable()) {
                known = Probe.entry(event).position().offset();
            } else if (Long.parseLong(event.content().data().json()) > known) {
                early.add(event.channel() + " brings " + event.content().data().json() + " before change " + known);
            }
        }
        assertThat(early).isEmpty();
    }

    @Test
    void callsForOneChannelComeOneAtATimeWhoeverPublishes() {
        RecordingBusListener heard = probe.listen(FILE, OTHER);
        together(4, () -> {
            for (int i = 0; i < 250; i++) {
                announce(FILE, i);
                probe.append(FILE);
                announce(OTHER, i);
            }
            return true;
        });

        assertThat(heard.await(3_000, DEADLINE)).hasSize(3_000);
        assertThat(heard.overlaps()).isZero();
    }

    @Test
    @Tag("P9")
    void aListenerThatThrowsBreaksNeitherThePublisherNorTheNextEvent() {
        RecordingBusListener heard = probe.listen(FILE);
        AtomicInteger thrown = new AtomicInteger();
        heard.during(event -> {
            if (thrown.incrementAndGet() <= 2) {
                throw new IllegalStateException("planted");
            }
        });
        announce(FILE, 1);
        probe.append(FILE);
        announce(FILE, 2);

        assertThat(heard.await(3, DEADLINE))
                .extracting(BusContract::label)
                .containsExactly("volatile 1", "durable 1", "volatile 2");
        assertThat(thrown).hasValueGreaterThanOrEqualTo(2);
    }

    @Test
    @Tag("P11")
    void afterCloseAnAnnouncementSaysThatItWasNotHandedOver() {
        RecordingBusListener heard = probe.listen(FILE);
        announce(FILE, 1);
        heard.await(1, DEADLINE);
        subject.backplane().close();

        assertThat(bus.announce(volatileEvent(FILE, 2)).toCompletableFuture())
                .failsWithin(DEADLINE)
                .withThrowableThat()
                .havingCause();
        assertThat(heard.events()).hasSize(1);
    }

    private void announce(Channel channel, int number) {
        await(bus.announce(volatileEvent(channel, number)));
    }

    private static Event volatileEvent(Channel channel, int number) {
        return new Event(Probe.content(channel, Integer.toString(number)), null);
    }

    private static String label(Event event) {
        return event.durable()
                ? "durable " + Probe.entry(event).position().offset()
                : "volatile " + event.content().data().json();
    }
}

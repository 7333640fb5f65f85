package io.bush.realtime.backplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.bush.realtime.bus.BusListener;
import io.bush.realtime.bus.Signal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Event;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class InMemoryBusTest {

    private static final Channel FILE = new Channel("file", "file_a");

    private final InMemoryBus bus = new InMemoryBus();

    @Test
    @Tag("P9")
    void aListenerThatThrowsBreaksNoPublisherAndIsToldThatItMissedSomething() {
        List<Channel> maybeLost = new ArrayList<>();
        bus.listen(new BusListener() {
            @Override
            public void onEvent(Event event) {
                throw new AssertionError("planted");
            }

            @Override
            public void onSignal(Signal signal) {}

            @Override
            public void onMaybeLost(Channel channel) {
                maybeLost.add(channel);
                throw new IllegalStateException("planted, too");
            }
        });
        bus.subscribe(FILE);
        Event event = new Event(InMemoryEventLogTest.content(FILE), null);

        assertThat(bus.announce(event)).isCompleted();
        assertThat(bus.announce(event)).isCompleted();
        assertThat(maybeLost).containsExactly(FILE, FILE);
    }

    @Test
    void aSecondListenerIsRefused() {
        bus.listen(InMemoryEventLogTest.collecting(new ArrayList<>()));

        assertThatIllegalStateException().isThrownBy(() -> bus.listen(InMemoryEventLogTest.collecting(List.of())));
    }

    @Test
    @Tag("P11")
    void afterCloseNothingIsDeliveredAndNoSubscriptionIsLeft() {
        List<Event> events = new ArrayList<>();
        bus.listen(InMemoryEventLogTest.collecting(events));
        bus.subscribe(FILE);
        Event event = new Event(InMemoryEventLogTest.content(FILE), null);
        bus.announce(event);
        bus.close();

        assertThat(bus.announce(event)).isCompletedExceptionally();
        assertThat(bus.subscribe(FILE)).isCompletedExceptionally();
        assertThat(bus.subscriptions()).isZero();
        assertThat(events).containsExactly(event);
    }
}

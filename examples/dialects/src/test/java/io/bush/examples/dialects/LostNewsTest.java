package io.bush.examples.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.examples.dialects.ends.Container;
import io.bush.examples.dialects.ends.JettyContainer;
import io.bush.examples.dialects.ends.Wait;
import io.bush.examples.dialects.ends.WireClient;
import io.bush.examples.dialects.reyna.ReynaEvents;
import io.bush.examples.dialects.wire.Rooms;
import io.bush.realtime.Publication;
import io.bush.realtime.PublishResult;
import io.bush.realtime.backplane.Backplane;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.AppendResult;
import io.bush.realtime.eventlog.EventLog;
import io.bush.realtime.testkit.forwarding.ForwardingBackplane;
import io.bush.realtime.testkit.forwarding.ForwardingEventLog;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** That the source of seed 003 may have lost something: who is told, and how often. */
@Tag("seed003")
class LostNewsTest {

    /** The log of one node that answers the first news not at all, neither before it has them nor when it has. */
    private static final class UnsureLog extends ForwardingEventLog {

        private final AtomicInteger asked = new AtomicInteger();

        UnsureLog(EventLog sure) {
            super(sure);
        }

        static Backplane.Factory factory() {
            return runtime -> {
                Backplane sure = Backplane.inMemory().create(runtime);
                EventLog unsure = new UnsureLog(sure.eventLog());
                return new ForwardingBackplane(sure) {
                    @Override
                    public EventLog eventLog() {
                        return unsure;
                    }
                };
            };
        }

        @Override
        public CompletionStage<AppendResult> append(
                EventContent content, Retention retention, @Nullable String idempotencyKey) {
            int turn = content.channel().equals(Rooms.NEWS) ? asked.incrementAndGet() : 0;
            AppendResult unknown = new AppendResult.Unknown(new IOException("the answer was lost"));
            return turn == 1
                    ? CompletableFuture.completedFuture(unknown)
                    : super.append(content, retention, idempotencyKey)
                            .thenApply(stored -> turn == 2 ? unknown : stored);
        }
    }

    @Test
    @Tag("P4")
    void whatTheHubMayNotHaveTakenIsSaidAgainAndToldOnce() throws Exception {
        Choices choices = Choices.DEFAULT.over(UnsureLog.factory());
        try (Container server = JettyContainer.start(Container.app(choices))) {
            WireClient ann = server.connect(Paths.REYNA, Demo.ANN);
            ann.await("connected");
            var told = server.app().reyna().mayHaveLost("source_interrupted");
            assertThat(ann.await("reset").at("/data/reason").asText()).isEqualTo("source_interrupted");
            told.toCompletableFuture().get(40, TimeUnit.SECONDS);

            ann.send("{'type':'ping'}");
            assertThat(ann.next().path("type").asText()).isEqualTo("pong");
        }
    }

    @Test
    @Tag("P1")
    void whoConnectsLongAfterAnotherServerToldOfALossIsNotToldOfIt() throws Exception {
        try (DialectsApp app = Container.app(Choices.DEFAULT)) {
            ReynaEvents events = app.reyna();
            String before = events.newsPosition();
            PublishResult elsewhere = app.node()
                    .publish(Publication.of(Rooms.NEWS, "events_lost", Map.of("reason", "source_interrupted")))
                    .toCompletableFuture()
                    .get(40, TimeUnit.SECONDS);
            String after = ((PublishResult.Durable) elsewhere).eventId();

            assertThat(before).isNotNull().isNotEqualTo(after);
            Wait.until(() -> after.equals(events.newsPosition()));
        }
    }
}

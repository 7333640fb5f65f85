package io.bush.realtime.jakarta.tck.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Position;
import io.bush.realtime.client.channel.ReceivedEvent;
import io.bush.realtime.client.channel.SubscriptionNotice.Confirmed;
import io.bush.realtime.client.channel.SubscriptionNotice.Reset;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The judge finds each kind of wrong. */
@Tag("P1")
class LedgerTest {

    private static final Channel FILE = new Channel("file", "file_1");
    private static final io.bush.realtime.client.channel.Channel TOLD =
            new io.bush.realtime.client.channel.Channel("file", "file_1");
    private static final String OLD = Position.epoch(1_000, 1);
    private static final String NEW = Position.epoch(2_000, 2);

    private final Ledger.Published published = new Ledger.Published();
    private final Ledger ledger = new Ledger(FILE, published);

    private static String id(String epoch, int offset) {
        return new Position(epoch, offset, Position.tag(offset)).eventId(FILE);
    }

    @BeforeEach
    void publish() {
        for (int i = 1; i <= 5; i++) {
            published.add(FILE, id(OLD, i), i);
            published.add(FILE, id(NEW, i), 10 + i);
        }
    }

    private LedgerTest confirmed(String epoch, int offset, String how) {
        boolean recovered = how.equals("recovered");
        ledger.add(new Confirmed(TOLD, id(epoch, offset), recovered, 0, true));
        return this;
    }

    private LedgerTest event(String epoch, int offset, int number) {
        ledger.add(new ReceivedEvent(
                TOLD,
                "comment.created",
                id(epoch, offset),
                Instant.EPOCH,
                JsonNodeFactory.instance.objectNode().put("n", number),
                null,
                ""));
        return this;
    }

    private LedgerTest reset(String epoch, int offset) {
        ledger.add(new Reset(TOLD, id(epoch, offset), "epoch_changed"));
        return this;
    }

    private void isWrong(String how) {
        assertThat(ledger.faults()).isNotEmpty().first().asString().startsWith(how);
    }

    @Test
    void whatFollowsIsRight() {
        confirmed(OLD, 1, "new").event(OLD, 2, 2).event(OLD, 3, 3).confirmed(OLD, 3, "recovered");
        event(OLD, 4, 4).confirmed(NEW, 2, "new").reset(NEW, 2).event(NEW, 3, 13);

        assertThat(ledger.faults()).isEmpty();
    }

    @Test
    void aGapIsFound() {
        confirmed(OLD, 1, "new").event(OLD, 3, 3).isWrong("a gap");
    }

    @Test
    void aRepetitionIsFound() {
        confirmed(OLD, 1, "new").event(OLD, 2, 2).event(OLD, 2, 2).isWrong("again");
    }

    @Test
    void anotherEpochWithoutAResetIsFound() {
        confirmed(OLD, 1, "new").event(NEW, 2, 12).isWrong("another epoch");
    }

    @Test
    void aRecoveryFromElsewhereIsFound() {
        confirmed(OLD, 1, "new").event(OLD, 2, 2).confirmed(OLD, 3, "recovered").isWrong("recovered from");
    }

    @Test
    void anEventInsteadOfAResetIsFound() {
        confirmed(OLD, 1, "new").confirmed(OLD, 4, "new").event(OLD, 2, 2).isWrong("an event instead");
    }

    @Test
    void anotherContentIsFound() {
        confirmed(OLD, 1, "new").event(OLD, 2, 3).isWrong("published was 2");
    }

    @Test
    void anEventBeforeAnythingElseIsFound() {
        event(OLD, 2, 2).isWrong("an event before");
    }
}

package io.bush.realtime.redis.internal.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelTypes;
import io.bush.realtime.channel.EventType.Delivery;
import io.bush.realtime.channel.Payload;
import io.lettuce.core.cluster.SlotHash;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("section-6")
class IngestEntryTest {

    private static final Instant NOW = Instant.parse("2026-11-30T10:00:00.123Z");

    private static Map<String, String> fields(String... flat) {
        return IngestEntry.fields(List.of(flat));
    }

    private static Map<String, String> good() {
        return fields("channel", "file", "resource_id", "file_a", "event", "comment.created", "data", "{\"a\": 1}");
    }

    private static Map<String, String> goodBut(String name, String value) {
        Map<String, String> changed = new LinkedHashMap<>(good());
        changed.put(name, value);
        return changed;
    }

    private static IngestEntry read(Map<String, String> fields) throws IngestEntry.Refused {
        return IngestEntry.read(7, "1700000000000-3", fields, ChannelTypes.defaults(), NOW);
    }

    @Test
    void fourFieldsAreAnEvent() throws IngestEntry.Refused {
        IngestEntry entry = read(good());

        assertThat(entry.content().channel()).isEqualTo(new Channel("file", "file_a"));
        assertThat(entry.content().name()).isEqualTo("comment.created");
        assertThat(entry.content().data()).isEqualTo(Payload.ofJson("{\"a\":1}"));
        assertThat(entry.content().guestData()).isNull();
        assertThat(entry.content().timestamp()).isEqualTo(NOW);
        assertThat(entry.delivery()).isEqualTo(Delivery.DURABLE);
        assertThat(entry.idempotencyKey()).isEqualTo("ingest-7-1700000000000-3");
    }

    @Test
    void everyOptionArrives() throws IngestEntry.Refused {
        Map<String, String> all = goodBut("guest_data", "{}");
        all.putAll(fields("user_id", "user_a", "except_user", "user_b", "except_connection", "conn_c"));
        all.putAll(fields("delivery", "volatile", "conflation_key", "k", "idempotency_key", "row:17"));

        IngestEntry entry = read(all);

        assertThat(entry.content().guestData()).isEqualTo(Payload.EMPTY);
        assertThat(entry.content().userId()).isEqualTo("user_a");
        assertThat(entry.content().exceptUser()).isEqualTo("user_b");
        assertThat(entry.content().exceptConnection()).isEqualTo("conn_c");
        assertThat(entry.content().conflationKey()).isEqualTo("k");
        assertThat(entry.delivery()).isEqualTo(Delivery.VOLATILE);
        assertThat(entry.idempotencyKey()).isEqualTo("row:17");
    }

    @Test
    void progressIsVolatileUnlessTheEntrySaysOtherwise() throws IngestEntry.Refused {
        assertThat(read(goodBut("event", "upload.progress")).delivery()).isEqualTo(Delivery.VOLATILE);

        Map<String, String> logged = goodBut("event", "upload.progress");
        logged.put("delivery", "durable");
        assertThat(read(logged).delivery()).isEqualTo(Delivery.DURABLE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "channel|nothing|unknown channel",
                "channel|control|unknown channel",
                "resource_id|proj_a|invalid resource_id",
                "resource_id|file_a{b}|invalid resource_id",
                "event|Comment.Created|event is malformed",
                "event|a..b|event is malformed",
                "data|{\"a\":1|data is not one valid JSON value",
                "data|1 2|data is not one valid JSON value",
                "data|{\"a\":1,\"a\":2}|data is not one valid JSON value",
                "guest_data|NaN|guest_data is not one valid JSON value",
                "user_id|a b|user_id is malformed",
                "except_user|{}|except_user is malformed",
                "delivery|sometimes|delivery is neither durable nor volatile",
                "conflation_key|k|conflation_key is for volatile events",
                "idempotency_key|a b|idempotency_key is malformed",
                "excpet_user|user_b|unknown field",
            })
    void whatCannotBePublishedIsRefusedWithTheReason(String field, String value, String reason) {
        assertThatThrownBy(() -> read(goodBut(field, value))).hasMessageStartingWith(reason);
    }

    @ParameterizedTest
    @CsvSource({"channel", "resource_id", "event", "data"})
    void aMissingFieldIsNamed(String field) {
        assertThatThrownBy(() -> read(goodBut(field, ""))).hasMessage("no " + field);
    }

    @Test
    void anEventAbove64KiBIsRefusedAndOneBelowIsNot() throws IngestEntry.Refused {
        String fits = "\"" + "x".repeat(64 * 1024 - 322) + "\"";
        assertThat(read(goodBut("data", fits)).content().data().sizeBytes()).isEqualTo(64 * 1024 - 320);

        String above = "\"" + "x".repeat(64 * 1024 - 321) + "\"";
        assertThatThrownBy(() -> read(goodBut("data", above))).hasMessageStartingWith("too_large");
    }

    @Test
    void theStreamOfAChannelIsThatOfItsClusterSlot() {
        for (int i = 0; i < 1_000; i++) {
            Channel channel = new Channel("file", "file_" + i);
            assertThat(Ingestion.streamOf(channel)).isEqualTo(SlotHash.getSlot("file:file_" + i) % Ingestion.STREAMS);
        }
    }
}

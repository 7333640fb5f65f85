package io.bush.realtime.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.eventlog.ResetReason;
import io.bush.realtime.protocol.ServerMessage.SubscriptionConfirmed.Recovery;
import io.bush.realtime.ratelimit.RateLimits;
import io.bush.realtime.ratelimit.RateLimits.Limit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every control frame of contract §2, byte for byte: names, order, what is left out and what is null. */
@Tag("contract-2")
class EncodeControlTest {

    private static final Channel FILE = new Channel("file", "file_xyz789");
    private static final Instant TIME = Instant.parse("2026-01-15T10:30:00Z");

    private final BushDialect dialect = new BushDialect();
    private final ObjectMapper mapper = new ObjectMapper();

    static Stream<Arguments> everyMessage() {
        ServerMessage.ConnectionEstablished.Limits limits =
                new ServerMessage.ConnectionEstablished.Limits(16_384, 50, 50, RateLimits.DEFAULT);
        String shownLimits = "'limits':{'max_message_bytes':16384,'max_subscriptions':50,'max_batch':50,"
                + "'messages_per_minute':100,'subscribes_per_minute':20,'presence_per_10s':10,'locks_per_minute':5,"
                + "'signals_per_second':10}}";
        return Stream.of(
                Arguments.of(
                        new ServerMessage.ConnectionEstablished(
                                null,
                                "conn_abc123",
                                TIME,
                                new Principal.Member("user_abc", "Jane Smith", "https://cdn.example/a.png"),
                                Duration.ofSeconds(30),
                                TIME.plusSeconds(3_600),
                                limits),
                        "{'type':'connection.established','connection_id':'conn_abc123',"
                                + "'server_time':'2026-01-15T10:30:00.000Z','user':{'id':'user_abc',"
                                + "'name':'Jane Smith','avatar_url':'https://cdn.example/a.png'},"
                                + "'heartbeat_interval_ms':30000,'token_expires_at':'2026-01-15T11:30:00.000Z',"
                                + shownLimits),
                Arguments.of(
                        new ServerMessage.ConnectionEstablished(
                                "a1",
                                "conn_2",
                                TIME,
                                new Principal.ShareGuest("guest_1", "share_1", null),
                                Duration.ofMillis(1_500),
                                null,
                                limits),
                        "{'type':'connection.established','ref':'a1','connection_id':'conn_2',"
                                + "'server_time':'2026-01-15T10:30:00.000Z','user':{'id':'guest_1'},"
                                + "'heartbeat_interval_ms':1500,'token_expires_at':null,"
                                + shownLimits),
                Arguments.of(
                        new ServerMessage.ConnectionClosing("drain", Duration.ofNanos(1_500_000_001)),
                        "{'type':'connection.closing','reason':'drain','reconnect_after_ms':1501}"),
                Arguments.of(
                        new ServerMessage.ConnectionDegraded(TIME),
                        "{'type':'connection.degraded','since':'2026-01-15T10:30:00.000Z'}"),
                Arguments.of(
                        new ServerMessage.ConnectionRestored(TIME.plusNanos(7_999_999)),
                        "{'type':'connection.restored','since':'2026-01-15T10:30:00.007Z'}"),
                Arguments.of(
                        new ServerMessage.TokenExpiring(TIME),
                        "{'type':'token.expiring','expires_at':'2026-01-15T10:30:00.000Z'}"),
                Arguments.of(
                        new ServerMessage.Authenticated("r", TIME),
                        "{'type':'authenticated','ref':'r','expires_at':'2026-01-15T10:30:00.000Z'}"),
                Arguments.of(new ServerMessage.Authenticated(null, null), "{'type':'authenticated','expires_at':null}"),
                Arguments.of(
                        new ServerMessage.SubscriptionConfirmed("s", FILE, "evt_1", Recovery.NONE),
                        "{'type':'subscription.confirmed','ref':'s','channel':'file','resource_id':'file_xyz789',"
                                + "'last_event_id':'evt_1'}"),
                Arguments.of(
                        new ServerMessage.SubscriptionConfirmed(null, FILE, "evt_1", Recovery.recovered(0)),
                        "{'type':'subscription.confirmed','channel':'file','resource_id':'file_xyz789',"
                                + "'last_event_id':'evt_1','recovered':true,'replayed':0}"),
                Arguments.of(
                        new ServerMessage.SubscriptionConfirmed(null, FILE, null, Recovery.UNRECOVERABLE),
                        "{'type':'subscription.confirmed','channel':'file','resource_id':'file_xyz789',"
                                + "'last_event_id':null,'recoverable':false}"),
                Arguments.of(
                        new ServerMessage.SubscriptionReset("s", FILE, "evt_9", ResetReason.EPOCH_CHANGED),
                        "{'type':'subscription.reset','ref':'s','channel':'file','resource_id':'file_xyz789',"
                                + "'last_event_id':'evt_9','reason':'epoch_changed'}"),
                Arguments.of(
                        new ServerMessage.SubscriptionPosition(FILE, "evt_9"),
                        "{'type':'subscription.position','channel':'file','resource_id':'file_xyz789',"
                                + "'last_event_id':'evt_9'}"),
                Arguments.of(
                        new ServerMessage.SubscriptionRejected(
                                "s", FILE, ServerMessage.RejectReason.INSUFFICIENT_PERMISSIONS, null),
                        "{'type':'subscription.rejected','ref':'s','channel':'file','resource_id':'file_xyz789',"
                                + "'reason':'insufficient_permissions'}"),
                Arguments.of(
                        new ServerMessage.SubscriptionRejected(
                                null, FILE, ServerMessage.RejectReason.TEMPORARILY_UNAVAILABLE, Duration.ofSeconds(2)),
                        "{'type':'subscription.rejected','channel':'file','resource_id':'file_xyz789',"
                                + "'reason':'temporarily_unavailable','retry_after_ms':2000}"),
                Arguments.of(
                        new ServerMessage.SubscriptionRevoked(FILE, ServerMessage.RevokeReason.RESOURCE_DELETED),
                        "{'type':'subscription.revoked','channel':'file','resource_id':'file_xyz789',"
                                + "'reason':'resource_deleted'}"),
                Arguments.of(
                        new ServerMessage.Unsubscribed("u", FILE),
                        "{'type':'unsubscribed','ref':'u','channel':'file','resource_id':'file_xyz789'}"),
                Arguments.of(
                        new ServerMessage.Pong("p", TIME),
                        "{'type':'pong','ref':'p','server_time':'2026-01-15T10:30:00.000Z'}"),
                Arguments.of(
                        new ServerMessage.Result("c", "a.b", Payload.ofJson("{\"x\":[1,null,\"é\"]}")),
                        "{'type':'result','ref':'c','result':{'x':[1,null,'é']}}"),
                Arguments.of(
                        new ServerMessage.Result(null, "a.b", Payload.ofJson("null")),
                        "{'type':'result','result':null}"),
                Arguments.of(
                        new ServerMessage.Failure(
                                ErrorCode.CALL_FAILED,
                                "full",
                                new ServerMessage.Failure.Context("c", "call", null, -1, null)
                                        .withAppCode("room.full")
                                        .in(FILE)
                                        .after(Duration.ofMillis(5))),
                        "{'type':'error','ref':'c','code':'call_failed','message':'full','action':'call',"
                                + "'channel':'file','resource_id':'file_xyz789','retry_after_ms':5,"
                                + "'app_code':'room.full'}"),
                Arguments.of(
                        new ServerMessage.Failure(ErrorCode.INTERNAL, "went wrong", ServerMessage.Failure.Context.NONE),
                        "{'type':'error','code':'internal','message':'went wrong'}"),
                Arguments.of(
                        new ServerMessage.Failure(
                                ErrorCode.RATE_LIMITED,
                                "slower",
                                new ServerMessage.Failure.Context("r", "subscribe", FILE, 0, Duration.ofMillis(1))),
                        "{'type':'error','ref':'r','code':'rate_limited','message':'slower','action':'subscribe',"
                                + "'channel':'file','resource_id':'file_xyz789','index':0,'retry_after_ms':1}"));
    }

    @ParameterizedTest
    @MethodSource("everyMessage")
    void every_message_has_exactly_the_fields_of_the_contract(ServerMessage message, String expected)
            throws JsonProcessingException {
        String text = dialect.encode(message).text();

        assertThat(text).isEqualTo(expected.replace('\'', '"'));
        assertThat(mapper.readTree(text).isObject()).isTrue();
    }

    @Test
    void no_kind_of_message_was_forgotten() {
        List<Class<?>> covered = everyMessage()
                .<Class<?>>map(it -> it.get()[0].getClass())
                .distinct()
                .toList();

        List<Class<?>> all = new ArrayList<>(List.of(ServerMessage.class.getPermittedSubclasses()));
        // A family of its own, see EncodeCollaborationTest.
        all.remove(CollaborationMessage.class);
        assertThat(covered).containsExactlyInAnyOrderElementsOf(all);
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void error_codes_have_their_wire_name(ErrorCode code) throws JsonProcessingException {
        ServerMessage error = new ServerMessage.Failure(code, "m", ServerMessage.Failure.Context.NONE);

        assertThat(mapper.readTree(dialect.encode(error).text()).get("code").textValue())
                .isEqualTo(code.wireName());
    }

    @Test
    @Tag("seed000-9.3")
    void limits_in_other_windows_are_scaled_to_the_unit_in_their_name() throws JsonProcessingException {
        RateLimits rates = new RateLimits(
                new Limit(100, Duration.ofSeconds(30)),
                new Limit(7, Duration.ofMinutes(2)),
                new Limit(10_000, Duration.ofMillis(100)),
                new Limit(1, Duration.ofDays(1)),
                new Limit(1, Duration.ofMillis(100)),
                RateLimits.DEFAULT.hits(),
                RateLimits.DEFAULT.invalid());
        ServerMessage message = new ServerMessage.ConnectionEstablished(
                null,
                "conn_1",
                TIME,
                new Principal.Member("u", null, null),
                Duration.ofSeconds(30),
                null,
                new ServerMessage.ConnectionEstablished.Limits(1_024, 2, 3, rates));

        assertThat(mapper.readTree(dialect.encode(message).text()).get("limits"))
                .isEqualTo(mapper.readTree("{\"max_message_bytes\":1024,\"max_subscriptions\":2,\"max_batch\":3,"
                        + "\"messages_per_minute\":200,\"subscribes_per_minute\":3,\"presence_per_10s\":1000000,"
                        + "\"locks_per_minute\":1,\"signals_per_second\":10}"));
    }

    @Test
    @Tag("P9")
    void what_a_client_chose_is_echoed_to_at_most_128_characters_and_never_cut_in_a_pair()
            throws JsonProcessingException {
        Channel huge = new Channel("x".repeat(10_000), "i".repeat(127) + "😀".repeat(500));
        ServerMessage message = new ServerMessage.SubscriptionRejected(
                null, huge, ServerMessage.RejectReason.INVALID_RESOURCE_ID, null);
        String text = dialect.encode(message).text();

        assertThat(mapper.readTree(text).get("channel").textValue()).isEqualTo("x".repeat(128));
        assertThat(mapper.readTree(text).get("resource_id").textValue()).isEqualTo("i".repeat(127));
    }

    @Test
    void text_of_an_application_stays_valid_json_whatever_it_holds() throws JsonProcessingException {
        String name = "a\"b\\c\u0000\u001f\b\t\n\f\r\u007f/é☃😀\u2028 \ud800 \udc00\ud83d";
        ServerMessage message = new ServerMessage.ConnectionEstablished(
                null,
                "conn_1",
                TIME,
                new Principal.Member("u", name, "\udfff"),
                Duration.ofSeconds(30),
                null,
                new ServerMessage.ConnectionEstablished.Limits(1, 1, 1, RateLimits.DEFAULT));
        Frame frame = dialect.encode(message);

        assertThat(mapper.readTree(frame.text()).get("user").get("name").textValue())
                .isEqualTo("a\"b\\c\u0000\u001f\b\t\n\f\r\u007f/é☃😀\u2028 \ufffd \ufffd\ufffd");
        assertThat(mapper.readTree(frame.text()).get("user").get("avatar_url").textValue())
                .isEqualTo("\ufffd");
        assertThat(frame.text()).contains("\\u0000\\u001f\\b\\t\\n\\f\\r");
    }

    @Test
    void durations_out_of_range_do_not_break_a_frame() {
        assertThat(text(new ServerMessage.ConnectionClosing("x", Duration.ofSeconds(-5))))
                .contains("\"reconnect_after_ms\":0");
        assertThat(text(new ServerMessage.ConnectionClosing("x", Duration.ofSeconds(Long.MAX_VALUE))))
                .contains("\"reconnect_after_ms\":9223372036854775807");
    }

    private String text(ServerMessage message) {
        return dialect.encode(message).text();
    }
}

package io.bush.realtime.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.EventPatterns;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.protocol.ClientMessage.Subscribe.Item;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every action of contract §2, as a client writes it and as the engine gets it. */
@Tag("contract-2")
class DecodeActionsTest {

    private static final Channel PROJECT = new Channel("project", "proj_abc123");
    private static final Channel FILE = new Channel("file", "file_xyz789");

    private final BushDialect dialect = new BushDialect();

    @Test
    @Tag("seed000-2.2")
    void authenticate_carries_a_token() throws InvalidMessageException {
        assertThat(decode("{'action':'authenticate','token':'bush_tok_1'}"))
                .isEqualTo(new ClientMessage.Authenticate(null, "bush_tok_1", null));
    }

    @Test
    void authenticate_may_name_the_connection_it_replaces() throws InvalidMessageException {
        assertThat(decode("{'action':'authenticate','token':'t','previous_connection_id':'conn_1','ref':'a'}"))
                .isEqualTo(new ClientMessage.Authenticate("a", "t", "conn_1"));
    }

    @Test
    @Tag("seed000-2.3")
    void subscribe_names_a_channel() throws InvalidMessageException {
        assertThat(decode("{'action':'subscribe','channel':'project','resource_id':'proj_abc123'}"))
                .isEqualTo(new ClientMessage.Subscribe(null, List.of(new Item(PROJECT, null, EventPatterns.ALL))));
    }

    @Test
    @Tag("seed000-8.2")
    void subscribe_carries_position_and_patterns() throws InvalidMessageException {
        assertThat(decode("{'action':'subscribe','ref':'s1','channel':'file','resource_id':'file_xyz789',"
                        + "'since_event_id':'evt_abc123','events':['comment.*','version.>']}"))
                .isEqualTo(new ClientMessage.Subscribe(
                        "s1",
                        List.of(new Item(FILE, "evt_abc123", new EventPatterns(List.of("comment.*", "version.>"))))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {"null|", "'anything at all ☃'|anything at all ☃", "''|\"\""})
    void since_event_id_may_be_null_or_any_string(String json, String expected) throws InvalidMessageException {
        ClientMessage message = decode(
                "{'action':'subscribe','channel':'file','resource_id':'file_xyz789','since_event_id':" + json + "}");

        assertThat(((ClientMessage.Subscribe) message).items())
                .containsExactly(new Item(FILE, expected, EventPatterns.ALL));
    }

    @Test
    void an_empty_list_of_patterns_wants_every_event() throws InvalidMessageException {
        ClientMessage message =
                decode("{'action':'subscribe','channel':'file','resource_id':'file_xyz789','events':[]}");

        assertThat(((ClientMessage.Subscribe) message).items().get(0).patterns().wantsAll())
                .isTrue();
    }

    @Test
    void a_batch_keeps_the_order_of_its_items() throws InvalidMessageException {
        assertThat(decode("{'action':'subscribe','subscriptions':["
                        + "{'channel':'project','resource_id':'proj_abc123','since_event_id':'evt_1'},"
                        + "{'resource_id':'file_xyz789','channel':'file','events':['*'],'future':{'a':[1]}}]}"))
                .isEqualTo(new ClientMessage.Subscribe(
                        null,
                        List.of(
                                new Item(PROJECT, "evt_1", EventPatterns.ALL),
                                new Item(FILE, null, new EventPatterns(List.of("*"))))));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 50})
    void a_batch_holds_1_to_50_items(int count) throws InvalidMessageException {
        String items = IntStream.range(0, count)
                .mapToObj(i -> "{'channel':'file','resource_id':'file_" + i + "'}")
                .collect(Collectors.joining(","));

        ClientMessage subscribe = decode("{'action':'subscribe','subscriptions':[" + items + "]}");
        ClientMessage unsubscribe = decode("{'action':'unsubscribe','subscriptions':[" + items + "]}");

        assertThat(((ClientMessage.Subscribe) subscribe).items()).hasSize(count);
        assertThat(((ClientMessage.Unsubscribe) unsubscribe).channels())
                .hasSize(count)
                .last()
                .isEqualTo(new Channel("file", "file_" + (count - 1)));
    }

    @Test
    void ids_are_taken_as_they_are_because_they_are_judged_later() throws InvalidMessageException {
        String id = "../" + "x".repeat(1_000);

        assertThat(decode("{'action':'unsubscribe','channel':'','resource_id':'" + id + "'}"))
                .isEqualTo(new ClientMessage.Unsubscribe(null, List.of(new Channel("", id))));
    }

    @Test
    @Tag("seed000-2.4")
    void unsubscribe_names_a_channel_and_ignores_what_only_subscribe_has() throws InvalidMessageException {
        assertThat(decode("{'action':'unsubscribe','channel':'file','resource_id':'file_xyz789','events':7,'ref':''}"))
                .isEqualTo(new ClientMessage.Unsubscribe("", List.of(FILE)));
    }

    @Test
    @Tag("seed000-5.1")
    void presence_carries_its_state_without_white_space_and_digit_for_digit() throws InvalidMessageException {
        assertThat(decode("{'action':'presence','channel':'file','resource_id':'file_xyz789','state':{ 'status' : "
                        + "'viewing',\n'cursor_position':34.50,'big':12345678901234567890.10,'e':1E+2,'a':[ 1 , [] ,"
                        + "{}, true , null ],'\\u00fc':'\\ud83d\\ude00\\n\\\\'}}"))
                .isEqualTo(new ClientMessage.Presence(
                        null,
                        FILE,
                        Payload.ofTrusted(utf8("{'status':'viewing','cursor_position':34.50,"
                                + "'big':12345678901234567890.10,'e':1E+2,'a':[1,[],{},true,null],'ü':'😀\\n\\\\'}"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"viewing", "idle", "commenting"})
    @Tag("seed000-5.2")
    void presence_has_three_statuses(String status) throws InvalidMessageException {
        ClientMessage message = decode("{'action':'presence','channel':'file','resource_id':'file_xyz789',"
                + "'state':{'x':1,'status':'" + status + "'}}");

        assertThat(((ClientMessage.Presence) message).state())
                .isEqualTo(Payload.ofTrusted(utf8("{'x':1,'status':'" + status + "'}")));
    }

    @Test
    void presence_with_a_null_state_leaves() throws InvalidMessageException {
        assertThat(decode("{'action':'presence','channel':'file','resource_id':'file_xyz789','state':null}"))
                .isEqualTo(new ClientMessage.Presence(null, FILE, null));
    }

    @Test
    @Tag("P9")
    void a_presence_state_of_1024_bytes_passes_however_much_white_space_is_around_it() throws InvalidMessageException {
        String state = "{'status':'idle','x':'" + "é".repeat(500) + "'}";
        String padded = state.replace("'}", "x".repeat(1_024 - utf8(state).length) + "'   }");

        ClientMessage message =
                decode("{'action':'presence','channel':'file','resource_id':'file_xyz789','state':   " + padded + "}");

        assertThat(((ClientMessage.Presence) message).state().sizeBytes()).isEqualTo(1_024);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'x':1}", "null", "[1,2]", "'text'", "false", "-0.5"})
    void signal_carries_any_data(String data) throws InvalidMessageException {
        assertThat(decode("{'action':'signal','channel':'file','resource_id':'file_xyz789','event':'cursor.moved',"
                        + "'data':" + data + "}"))
                .isEqualTo(new ClientMessage.Signal(null, FILE, "cursor.moved", Payload.ofTrusted(utf8(data))));
    }

    @Test
    @Tag("seed000-6.2")
    void comment_lock_names_a_comment_and_perhaps_its_channel() throws InvalidMessageException {
        assertThat(decode("{'action':'comment.lock','comment_id':'comment_abc'}"))
                .isEqualTo(new ClientMessage.CommentLock(null, "comment_abc", null));
        assertThat(decode("{'action':'comment.lock','comment_id':'comment_-_Z9','channel':'file',"
                        + "'resource_id':'file_xyz789'}"))
                .isEqualTo(new ClientMessage.CommentLock(null, "comment_-_Z9", FILE));
    }

    @ParameterizedTest
    @CsvSource({"0,0", "-0,0", "9007199254740991,9007199254740991", "5.0,5", "1.7e3,1700"})
    void renew_and_unlock_carry_the_token_in_any_spelling_of_an_integer(String json, long token)
            throws InvalidMessageException {
        assertThat(decode("{'action':'comment.renew','comment_id':'comment_abc','lock_token':" + json + "}"))
                .isEqualTo(new ClientMessage.CommentRenew(null, "comment_abc", token));
        assertThat(decode("{'action':'comment.unlock','comment_id':'comment_abc','lock_token':" + json + "}"))
                .isEqualTo(new ClientMessage.CommentUnlock(null, "comment_abc", token));
    }

    @Test
    void call_carries_parameters_or_an_empty_object() throws InvalidMessageException {
        assertThat(decode("{'action':'call','method':'m','params':{'a':[1,2.5,'x']},'idempotency_id':'i'}"))
                .isEqualTo(new ClientMessage.Call(
                        null,
                        "m",
                        JsonNodeFactory.instance
                                .objectNode()
                                .set(
                                        "a",
                                        JsonNodeFactory.instance
                                                .arrayNode()
                                                .add(1)
                                                .add(2.5)
                                                .add("x")),
                        "i"));
        assertThat(decode("{'action':'call','method':'m'}"))
                .isEqualTo(new ClientMessage.Call(null, "m", JsonNodeFactory.instance.objectNode(), null));
    }

    @Test
    void ping_needs_nothing() throws InvalidMessageException {
        assertThat(decode("{'action':'ping'}")).isEqualTo(new ClientMessage.Ping(null));
    }

    @Test
    void unknown_fields_are_ignored_whatever_they_hold_and_fields_come_in_any_order() throws InvalidMessageException {
        assertThat(decode(" {'x':{'action':'subscribe'},'token':7,'state':'s','data':{'a':1},'ref':'r','events':{},"
                        + "'lock_token':'y','action':'ping'}\n"))
                .isEqualTo(new ClientMessage.Ping("r"));
    }

    @Test
    void a_ref_of_64_characters_passes_and_characters_are_code_points() throws InvalidMessageException {
        assertThat(decode("{'action':'ping','ref':'" + "😀".repeat(64) + "'}").ref())
                .hasSize(128);
    }

    @Test
    @Tag("seed000-9.1")
    void a_token_is_in_no_text_form() throws InvalidMessageException {
        assertThat(decode("{'action':'authenticate','token':'bush_tok_secret'}").toString())
                .doesNotContain("secret");
    }

    private ClientMessage decode(String frame) throws InvalidMessageException {
        return dialect.decode(frame.replace('\'', '"'));
    }

    private static byte[] utf8(String json) {
        return json.replace('\'', '"').getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
}

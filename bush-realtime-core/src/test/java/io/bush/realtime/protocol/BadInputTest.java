package io.bush.realtime.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a frame is refused for, and that the answer says why, names the frame and repeats nothing of it. */
@Tag("P9")
@Tag("seed000-9.4")
class BadInputTest {

    private final BushDialect dialect = new BushDialect();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "{",
                "{'action':'ping'",
                "{'action':'ping',}",
                "{'action' 'ping'}",
                "{action:'ping'}",
                "{'action':'ping','x':01}",
                "{'action':'ping','x':+1}",
                "{'action':'ping','x':.5}",
                "{'action':'ping','x':1.}",
                "{'action':'ping','x':NaN}",
                "{'action':'ping','x':-Infinity}",
                "{'action':'ping','x':0x10}",
                "{'action':'ping','x':tru}",
                "{'action':'ping','x':'\\x'}",
                "{'action':'ping','x':'\\u12g4'}",
                "{'action':'ping','x':'a\nb'}",
                "{'action':'ping','x':'a\tb'}",
                "{'action':'ping','x':[1,]}",
                "{'action':'ping','x':[1}",
                "{'action':'ping'/**/}",
                "{'action':'ping'}#",
                "\ufeff{'action':'ping'}"
            })
    void malformed_json_is_invalid(String frame) {
        assertThat(refused(frame).getMessage()).contains("not valid JSON");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'action':'ping'}{}", "{'action':'ping'} 1", "{'action':'ping'},", "{'action':'ping'}]"})
    void trailing_content_is_invalid(String frame) {
        assertThat(refused(frame).code()).isEqualTo(ErrorCode.INVALID_MESSAGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "[]", "[{'action':'ping'}]", "'ping'", "1", "true", "null"})
    void a_frame_is_an_object(String frame) {
        assertThat(refused(frame).getMessage()).isEqualTo("a frame is one JSON object");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'action':'ping','action':'ping'}",
                "{'action':'ping','\\u0061ction':'ping'}",
                "{'action':'ping','x':{'a':1,'b':2,'c':3,'a':1}}",
                "{'action':'ping','x':[[{'y':{'':1,'':2}}]]}",
                "{'action':'presence','channel':'file','resource_id':'f','state':{'status':'idle','status':'idle'}}",
                "{'action':'call','method':'m','params':{'a':{'b':1,'b':1}}}"
            })
    void a_key_twice_in_one_object_is_invalid_at_every_depth(String frame) {
        assertThat(refused(frame).getMessage()).startsWith("the same key twice in one object near character ");
    }

    @Test
    void the_same_key_in_different_objects_is_no_duplicate() throws InvalidMessageException {
        assertThat(decode("{'action':'ping','x':{'action':{'action':1},'b':{'action':1}},'y':[{'x':1},{'x':1}]}"))
                .isEqualTo(new ClientMessage.Ping(null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'action':'ping','ref':'\\ud800'}",
                "{'action':'ping','ref':'\\udc00\\ud800'}",
                "{'action':'ping','x':'a\\ud83dz'}",
                "{'action':'ping','x':['\\ud83d\\ud83d\\ude00']}",
                "{'action':'ping','\\udfff':1}",
                "{'action':'ping','x':{'y\\ud800':1}}",
                "{'action':'ping','x':'\ud800'}",
                "{'action':'ping','\ude00':1}",
                "{'action':'call','method':'m','params':{'a':'\\ud800'}}",
                "{'action':'signal','channel':'file','resource_id':'f','event':'e','data':'\\ud800'}"
            })
    void half_of_a_surrogate_pair_is_invalid_in_every_key_and_value(String frame) {
        assertThat(refused(frame).getMessage()).startsWith("half of a surrogate pair near character ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud83d\\ude00", "\ud83d\ude00", "\\ud83d\ude00"})
    void a_whole_surrogate_pair_passes_however_it_is_written(String pair) throws InvalidMessageException {
        assertThat(decode("{'action':'ping','x':{'" + pair + "':'a" + pair + "'},'ref':'" + pair + "'}"))
                .isEqualTo(new ClientMessage.Ping("😀"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "params", "state", "data", "token"})
    void depth_16_passes_and_17_is_refused(String field) throws InvalidMessageException {
        assertThat(decode("{'action':'ping','" + field + "':" + "[".repeat(15) + "]".repeat(15) + "}"))
                .isEqualTo(new ClientMessage.Ping(null));
        assertThat(refused("{'action':'ping','" + field + "':" + "[".repeat(16) + "]".repeat(16) + "}")
                        .getMessage())
                .isEqualTo("JSON nested deeper than 16");
        assertThat(refused("{'action':'ping','" + field + "':" + "{'a':".repeat(15) + "{}" + "}".repeat(16))
                        .getMessage())
                .isEqualTo("JSON nested deeper than 16");
    }

    @Test
    void what_is_never_closed_is_refused_for_its_depth() {
        assertThat(refused("{'x':".repeat(100_000)).getMessage()).isEqualTo("JSON nested deeper than 16");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "params", "state", "data", "token"})
    void two_thousand_tokens_pass_and_one_more_is_refused(String field) throws InvalidMessageException {
        // { action ping field [ … ] }: seven around the items.
        assertThat(decode("{'action':'ping','" + field + "':[" + "1,".repeat(1_992) + "1]}"))
                .isEqualTo(new ClientMessage.Ping(null));
        assertThat(refused("{'action':'ping','" + field + "':[" + "1,".repeat(1_993) + "1]}")
                        .getMessage())
                .isEqualTo("more than 2000 JSON tokens");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "params", "state", "data", "lock_token"})
    void numbers_of_32_characters_pass_and_of_33_are_refused(String field) throws InvalidMessageException {
        String[] longest = {"1".repeat(32), "-" + "1".repeat(31), "1." + "1".repeat(30), "1e-" + "0".repeat(28) + "5"};
        for (String number : longest) {
            assertThat(decode("{'action':'ping','" + field + "':" + number + "}"))
                    .isEqualTo(new ClientMessage.Ping(null));
            String longer = number + "1";
            assertThat(refused("{'action':'ping','" + field + "':[" + longer + "]}")
                            .getMessage())
                    .isEqualTo("number of more than 32 characters");
        }
    }

    @Test
    void numbers_beyond_a_double_are_refused_and_tiny_ones_pass() throws InvalidMessageException {
        assertThat(decode("{'action':'ping','x':[1e308,1e-99999999999,-1.7E308]}"))
                .isEqualTo(new ClientMessage.Ping(null));
        assertThat(refused("{'action':'ping','x':1e309}").getMessage())
                .startsWith("number beyond the range of a double");
        assertThat(refused("{'action':'call','method':'m','params':{'a':-1E99999999999}}")
                        .getMessage())
                .startsWith("number beyond the range of a double");
    }

    @Test
    void an_unknown_action_has_a_code_of_its_own_and_keeps_the_mark() {
        InvalidMessageException refusal = refused("{'action':'explode','ref':'r7'}");

        assertThat(refusal.code()).isEqualTo(ErrorCode.UNKNOWN_ACTION);
        assertThat(refusal.ref()).isEqualTo("r7");
        assertThat(refusal.action()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{}|action is missing",
                "{'action':null}|action must be a string",
                "{'action':7}|action must be a string",
                "{'action':{}}|action must be a string",
                "{'action':'ping','ref':7}|ref must be a string",
                "{'action':'ping','ref':null}|ref must be a string",
                "{'action':'ping','ref':'12345678901234567890123456789012345678901234567890123456789012345'}"
                        + "|ref must have 0 to 64 characters",
                "{'action':'authenticate'}|token is missing",
                "{'action':'authenticate','token':['t']}|token must be a string",
                "{'action':'authenticate','token':''}|token must not be empty",
                "{'action':'authenticate','token':'t','previous_connection_id':1}|previous_connection_id must be a string",
                "{'action':'subscribe'}|channel is missing",
                "{'action':'subscribe','channel':'file'}|resource_id is missing",
                "{'action':'subscribe','channel':1,'resource_id':'f'}|channel must be a string",
                "{'action':'subscribe','channel':'file','resource_id':null}|resource_id must be a string",
                "{'action':'subscribe','channel':'file','resource_id':'f','since_event_id':1}"
                        + "|since_event_id must be a string",
                "{'action':'subscribe','channel':'file','resource_id':'f','since_event_id':{}}"
                        + "|since_event_id must be a string",
                "{'action':'subscribe','channel':'file','resource_id':'f','events':'*'}"
                        + "|events must be an array of at most 10 patterns",
                "{'action':'subscribe','channel':'file','resource_id':'f','events':null}"
                        + "|events must be an array of at most 10 patterns",
                "{'action':'subscribe','channel':'file','resource_id':'f','events':"
                        + "['a','b','c','d','e','f','g','h','i','j','k']}|events must be an array of at most 10 patterns",
                "{'action':'subscribe','channel':'file','resource_id':'f','events':[1]}"
                        + "|a pattern in events must be a string",
                "{'action':'subscribe','channel':'file','resource_id':'f','subscriptions':[]}"
                        + "|either channel and resource_id or subscriptions, not both",
                "{'action':'subscribe','events':['*'],'subscriptions':[{'channel':'file','resource_id':'f'}]}"
                        + "|either channel and resource_id or subscriptions, not both",
                "{'action':'subscribe','since_event_id':null,'subscriptions':[{'channel':'file','resource_id':'f'}]}"
                        + "|either channel and resource_id or subscriptions, not both",
                "{'action':'unsubscribe','resource_id':'f','subscriptions':[{'channel':'file','resource_id':'f'}]}"
                        + "|either channel and resource_id or subscriptions, not both",
                "{'action':'subscribe','subscriptions':[]}|subscriptions must be an array of 1 to 50 objects",
                "{'action':'subscribe','subscriptions':null}|subscriptions must be an array of 1 to 50 objects",
                "{'action':'unsubscribe','subscriptions':{}}|subscriptions must be an array of 1 to 50 objects",
                "{'action':'unsubscribe'}|channel is missing",
                "{'action':'presence','channel':'file','resource_id':'f'}|state is missing",
                "{'action':'presence','channel':'file','resource_id':'f','state':'idle'}"
                        + "|state must be an object, or null to leave",
                "{'action':'presence','channel':'file','resource_id':'f','state':[]}"
                        + "|state must be an object, or null to leave",
                "{'action':'presence','channel':'file','resource_id':'f','state':{}}"
                        + "|state.status must be viewing, idle or commenting",
                "{'action':'presence','channel':'file','resource_id':'f','state':{'status':'Idle'}}"
                        + "|state.status must be viewing, idle or commenting",
                "{'action':'presence','channel':'file','resource_id':'f','state':{'status':null}}"
                        + "|state.status must be viewing, idle or commenting",
                "{'action':'presence','channel':'file','resource_id':'f','state':{'x':{'status':'idle'}}}"
                        + "|state.status must be viewing, idle or commenting",
                "{'action':'presence','state':null}|channel is missing",
                "{'action':'signal','channel':'file','resource_id':'f','data':1}|event is missing",
                "{'action':'signal','channel':'file','resource_id':'f','event':'e'}|data is missing",
                "{'action':'comment.lock'}|comment_id is missing",
                "{'action':'comment.lock','comment_id':1}|comment_id must be a string",
                "{'action':'comment.lock','comment_id':'comment_a','channel':'file'}|resource_id is missing",
                "{'action':'comment.lock','comment_id':'comment_a','resource_id':'f'}|channel is missing",
                "{'action':'comment.renew','comment_id':'comment_a'}|lock_token is missing",
                "{'action':'comment.unlock','lock_token':1}|comment_id is missing",
                "{'action':'call'}|method is missing",
                "{'action':'call','method':'m','params':[]}|params must be an object",
                "{'action':'call','method':'m','params':null}|params must be an object",
                "{'action':'call','method':'m','idempotency_id':1}|idempotency_id must be a string",
                "{'action':'call','method':'m','idempotency_id':''}|idempotency_id must have 1 to 64 characters",
                "{'action':'call','method':'m','idempotency_id':"
                        + "'12345678901234567890123456789012345678901234567890123456789012345'}"
                        + "|idempotency_id must have 1 to 64 characters"
            })
    void missing_and_mistyped_fields_are_named(String frame, String message) {
        assertThat(refused(frame).getMessage()).isEqualTo(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "a.", ".a", "a..b", ">.a", "a.>.b", "a>", "**", "a b", "", "a*", "a\\n"})
    void malformed_patterns_are_refused(String pattern) {
        assertThat(refused("{'action':'subscribe','channel':'file','resource_id':'f','events':['" + pattern + "']}")
                        .getMessage())
                .startsWith("events holds a malformed pattern");
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "a.", ".a", "a..b", "*", "", "a-b", "a\\n", "é"})
    void malformed_signal_names_are_refused(String name) {
        assertThat(refused("{'action':'signal','channel':'file','resource_id':'f','data':1,'event':'" + name + "'}")
                        .getMessage())
                .startsWith("event must be tokens");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "comment_", "Comment_a", "comment_a.b", "comment_a\\n", "xcomment_a", "comment_é"})
    void malformed_comment_ids_are_refused(String id) {
        assertThat(refused("{'action':'comment.lock','comment_id':'" + id + "'}")
                        .getMessage())
                .startsWith("comment_id must be");
    }

    @Test
    void names_and_ids_of_64_characters_pass_and_of_65_are_refused() throws InvalidMessageException {
        String signal = "{'action':'signal','channel':'file','resource_id':'f','data':1,'event':'%s'}";
        String lock = "{'action':'comment.lock','comment_id':'comment_%s'}";
        String subscribe = "{'action':'subscribe','channel':'file','resource_id':'f','events':['%s']}";
        for (String frame : new String[] {signal, lock, subscribe}) {
            assertThat(decode(frame.formatted("a".repeat(64))).ref()).isNull();
            assertThat(refused(frame.formatted("a".repeat(65))).code()).isEqualTo(ErrorCode.INVALID_MESSAGE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "0.5", "9007199254740992", "1e300", "'5'", "null", "true", "[1]"})
    void a_lock_token_is_an_integer_below_2_to_the_53(String token) {
        assertThat(refused("{'action':'comment.renew','comment_id':'comment_a','lock_token':" + token + "}")
                        .getMessage())
                .startsWith("lock_token must be an integer");
    }

    @Test
    void a_state_or_signal_of_1025_bytes_is_refused_and_multi_byte_characters_count_in_full() {
        String state = "{'status':'idle','x':'" + "é".repeat(500) + "y'}";
        assertThat(state.replace("y", "").length() + 500).isEqualTo(1_024);
        assertThat(refused("{'action':'presence','channel':'file','resource_id':'f','state':" + state + "}")
                        .getMessage())
                .isEqualTo("state must be at most 1024 bytes of JSON");
        assertThat(refused("{'action':'signal','channel':'file','resource_id':'f','event':'e','data':'"
                                + "x".repeat(1_023) + "'}")
                        .getMessage())
                .isEqualTo("data must be at most 1024 bytes of JSON");
    }

    @Test
    void a_batch_of_51_is_refused() {
        String items = "{'channel':'file','resource_id':'f'},".repeat(51);

        assertThat(refused("{'action':'subscribe','subscriptions':[" + items.substring(0, items.length() - 1) + "]}")
                        .getMessage())
                .isEqualTo("subscriptions must be an array of 1 to 50 objects");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "1|each of subscriptions must be an object",
                "{'channel':'file'}|resource_id is missing",
                "{'channel':'file','resource_id':7}|resource_id must be a string",
                "{'channel':'file','resource_id':'f','since_event_id':7}|since_event_id must be a string",
                "{'channel':'file','resource_id':'f','events':7}|events must be an array of at most 10 patterns"
            })
    void a_bad_item_refuses_the_whole_batch_and_is_named_by_its_index(String item, String message) {
        InvalidMessageException refusal = refused("{'action':'subscribe','subscriptions':["
                + "{'channel':'file','resource_id':'a'},{'channel':'file','resource_id':'b'}," + item
                + "],'ref':'b1'}");

        assertThat(refusal.getMessage()).isEqualTo(message);
        assertThat(refusal.index()).isEqualTo(2);
        assertThat(refusal.ref()).isEqualTo("b1");
        assertThat(refusal.action()).isEqualTo("subscribe");
    }

    @Test
    void the_mark_is_repeated_wherever_it_stands_in_valid_json() {
        InvalidMessageException refusal = refused("{'resource_id':7,'channel':7,'action':'subscribe','ref':'last'}");

        assertThat(refusal.ref()).isEqualTo("last");
        assertThat(refusal.action()).isEqualTo("subscribe");
        assertThat(refusal.index()).isEqualTo(-1);
    }

    @Test
    void of_broken_json_only_what_was_read_before_is_repeated() {
        InvalidMessageException before = refused("{'action':'ping','ref':'r','x':}");
        InvalidMessageException after = refused("{'x':},'action':'ping','ref':'r'}");

        assertThat(before.ref()).isEqualTo("r");
        assertThat(before.action()).isEqualTo("ping");
        assertThat(after.ref()).isNull();
        assertThat(after.action()).isNull();
    }

    @Test
    void an_invalid_mark_is_not_repeated() {
        InvalidMessageException refusal = refused("{'action':'ping','ref':'" + "x".repeat(65) + "'}");

        assertThat(refusal.ref()).isNull();
        assertThat(refusal.action()).isEqualTo("ping");
    }

    private ClientMessage decode(String frame) throws InvalidMessageException {
        return dialect.decode(frame.replace('\'', '"'));
    }

    private InvalidMessageException refused(String frame) {
        InvalidMessageException refusal = catchThrowableOfType(InvalidMessageException.class, () -> decode(frame));
        assertThat(refusal).as(frame).isNotNull();
        return refusal;
    }
}

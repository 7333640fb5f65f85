package io.bush.examples.watch.show;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.bush.realtime.client.channel.Channel;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoomsTest {

    private static final Channel FILE = new Channel("file", "file_a");
    private static final Channel OTHER = new Channel("file", "file_b");
    private static final String JANE = "'user':{'id':'user_j','name':'Jane'}";
    private static final String BOB = "'user':{'id':'user_b'}";

    private Instant now = Instant.parse("2026-01-15T10:30:00Z");
    private final Rooms rooms = new Rooms(new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    });

    /** What is said to frames that come one after the other; nothing for those without news. */
    private List<String> said(String... frames) throws JsonProcessingException {
        List<String> said = new ArrayList<>();
        for (String frame : frames) {
            String text = rooms.text(FILE, EventTextTest.control(frame));
            if (text != null) {
                said.add(text);
            }
        }
        return said;
    }

    private static String update(String user, String status, String more) {
        return "{'type':'presence.update'," + user + ",'state':{'status':'" + status + "'" + more + "}}";
    }

    private static String locked(String user, String until) {
        return "{'type':'comment.locked','comment_id':'comment_1'," + user + ",'expires_at':'2026-01-15T" + until
                + ".000Z'}";
    }

    @Test
    void saysWhoIsHereAtTheBeginningAndWhoComesDoesSomethingElseAndGoes() throws JsonProcessingException {
        assertThat(said(
                        "{'type':'presence.state','total':1,'users':[{" + JANE + ",'state':{'status':'viewing'}}]}",
                        "{'type':'presence.update','joined':true," + BOB + ",'state':{'status':'idle'}}",
                        update(JANE, "commenting", ""),
                        "{'type':'presence.leave','user_id':'user_j'}",
                        "{'type':'presence.leave','user_id':'user_x'}"))
                .containsExactly(
                        "1 is here: Jane (viewing)",
                        "user_b joined: idle",
                        "Jane is now commenting",
                        "Jane left",
                        "user_x left");
    }

    @Test
    void aCursorThatMovesIsNoNews() throws JsonProcessingException {
        assertThat(said(
                        update(JANE, "viewing", ",'cursor':1"),
                        update(JANE, "viewing", ",'cursor':2"),
                        update(JANE, "idle", ",'cursor':2"),
                        update(JANE, "idle", "")))
                .containsExactly("Jane is now viewing", "Jane is now idle");
    }

    @Test
    void aPictureIsSaidOnceUntilItIsAnotherOne() throws JsonProcessingException {
        String nobody = "{'type':'presence.state','total':0,'users':[]}";
        String crowd = "{'type':'presence.state','total':150,'users':[{" + JANE + ",'state':{'status':'viewing'}},{"
                + BOB + ",'state':{'status':'idle'}}]}";

        assertThat(said(nobody, nobody, crowd, crowd, nobody))
                .containsExactly(
                        "nobody is here", "150 are here: Jane (viewing), user_b (idle) and 148 more", "nobody is here");
    }

    @Test
    void aPictureThatShowsWhatTheChangesHadSaidIsNoNews() throws JsonProcessingException {
        assertThat(said(
                        "{'type':'presence.state','total':0,'users':[]}",
                        "{'type':'presence.update','joined':true," + JANE + ",'state':{'status':'viewing'}}",
                        "{'type':'presence.state','total':1,'users':[{" + JANE + ",'state':{'status':'viewing'}}]}"))
                .containsExactly("nobody is here", "Jane joined: viewing");
    }

    @Test
    void saysWhoEditsWhatUntilWhenAndLeavesRenewalsOut() throws JsonProcessingException {
        assertThat(said(
                        locked(JANE, "10:31:02"),
                        locked(JANE, "10:31:12"),
                        locked(BOB, "10:31:20"),
                        "{'type':'comment.unlocked','comment_id':'comment_1','reason':'released'}",
                        locked(BOB, "10:32:00"),
                        "{'type':'comment.unlocked','comment_id':'comment_1','reason':'expired'}"))
                .containsExactly(
                        "Jane is editing comment_1 until 10:31:02",
                        "user_b is editing comment_1 until 10:31:20",
                        "comment_1 is free of user_b: released",
                        "user_b is editing comment_1 until 10:32:00",
                        "comment_1 is free of user_b: expired");
    }

    @Test
    void locksAtTheBeginningAreSaidAndNoneIsNotWorthALine() throws JsonProcessingException {
        String none = "{'type':'lock.state','locks':[]}";
        String one = "{'type':'lock.state','locks':[{'comment_id':'comment_1'," + JANE
                + ",'expires_at':'2026-01-15T10:31:02.000Z'}]}";

        assertThat(said(none, one, one, none))
                .containsExactly("Jane is editing comment_1 until 10:31:02", "nothing is being edited");
    }

    @Test
    void typingIsOneLineUntilNobodyTypedForSixSeconds() throws JsonProcessingException {
        String jane = "{'type':'signal','event':'user.typing'," + JANE + ",'data':{}}";
        String bob = "{'type':'signal','event':'user.typing'," + BOB + ",'data':{}}";
        List<String> said = new ArrayList<>();
        for (int second = 0; second < 30; second += 3) {
            said.addAll(said(jane));
            now = now.plusSeconds(3);
        }
        assertThat(said).containsExactly("Jane is typing");
        assertThat(said(bob)).containsExactly("user_b is typing");
        now = now.plusSeconds(3);

        assertThat(said(jane, bob)).containsExactly("Jane is typing");
    }

    @Test
    void otherSignalsAreNamedAndDoNotFloodEither() throws JsonProcessingException {
        String cursor = "{'type':'signal','event':'cursor.moved'," + JANE + ",'data':{'x':1}}";

        assertThat(said(cursor, cursor, cursor)).containsExactly("Jane: cursor.moved");
    }

    @Test
    void channelsHaveTheirOwnPeople() throws JsonProcessingException {
        assertThat(said(update(JANE, "viewing", ""))).hasSize(1);
        assertThat(rooms.text(OTHER, EventTextTest.control(update(JANE, "viewing", ""))))
                .isEqualTo("Jane is now viewing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"presence.update", "presence.leave", "comment.locked", "comment.unlocked", "signal"})
    void aFrameWithoutItsFieldsIsStillShownAndCannotSteerTheTerminal(String type) throws JsonProcessingException {
        assertThat(said("{'type':'" + type + "'}")).hasSize(1);
        String evil = "{'type':'" + type + "','user':{'id':'u','name':'\\u001b[2J'},'user_id':'\\u001b[2J',"
                + "'comment_id':'\\u001b[2J','state':{'status':'\\u001b'},'expires_at':'\\u001b','event':'\\u001b'}";

        assertThat(said(evil))
                .singleElement()
                .asString()
                .doesNotContain("\u001b")
                .contains("\\u001b[2J");
    }

    @Test
    void everyFrameItSaysSomethingAboutIsPrintedAsALine() throws JsonProcessingException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);
        TextOutput output = new TextOutput(out, new ProgressLines(out, () -> 0), Clock.fixed(now, ZoneOffset.UTC));
        output.control(FILE, EventTextTest.control(locked(JANE, "10:31:02")));
        output.control(FILE, EventTextTest.control(locked(JANE, "10:31:12")));

        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .isEqualTo("10:30:00  file:file_a  comment.locked  Jane is editing comment_1 until 10:31:02\n");
        assertThat(Map.of("presence.state", true, "subscription.confirmed", false))
                .allSatisfy((type, known) -> assertThat(Rooms.know(type)).isEqualTo(known));
    }
}

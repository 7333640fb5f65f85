package io.bush.realtime.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.protocol.CollaborationMessage.LossReason;
import io.bush.realtime.protocol.CollaborationMessage.UnlockReason;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The frames of presence, locks and signals, field by field. */
@Tag("seed000-5")
class EncodeCollaborationTest {

    private static final Channel FILE = new Channel("file", "file_a");
    private static final Instant TIME = Instant.parse("2026-01-15T10:30:00Z");
    private static final Principal ANN = new Principal.Member("user_ann", "An\"n", "https://cdn.example/a.png");
    private static final Principal BOB = new Principal.Member("user_bob", null, null);
    private static final Payload STATE = Payload.ofJson("{\"status\":\"idle\",\"x\":[1,{}]}");
    private static final String IN_FILE = "'channel':'file','resource_id':'file_a'";

    static Stream<Arguments> everyMessage() {
        return Stream.of(
                Arguments.of(
                        new CollaborationMessage.PresenceState(FILE, List.of(), 0),
                        "{'type':'presence.state'," + IN_FILE + ",'users':[],'total':0}"),
                Arguments.of(
                        new CollaborationMessage.PresenceState(
                                FILE,
                                List.of(
                                        new CollaborationMessage.PresenceState.Present(ANN, STATE),
                                        new CollaborationMessage.PresenceState.Present(BOB, STATE)),
                                207),
                        "{'type':'presence.state'," + IN_FILE + ",'users':[{'user':{'id':'user_ann','name':'An\\'n',"
                                + "'avatar_url':'https://cdn.example/a.png'},'state':{'status':'idle','x':[1,{}]}},"
                                + "{'user':{'id':'user_bob'},'state':{'status':'idle','x':[1,{}]}}],'total':207}"),
                Arguments.of(
                        new CollaborationMessage.PresenceUpdate(FILE, BOB, STATE, true),
                        "{'type':'presence.update'," + IN_FILE
                                + ",'user':{'id':'user_bob'},'state':{'status':'idle','x':[1,{}]},'joined':true}"),
                Arguments.of(
                        new CollaborationMessage.PresenceUpdate(FILE, BOB, STATE, false),
                        "{'type':'presence.update'," + IN_FILE
                                + ",'user':{'id':'user_bob'},'state':{'status':'idle','x':[1,{}]}}"),
                Arguments.of(
                        new CollaborationMessage.PresenceLeave(FILE, "user_bob"),
                        "{'type':'presence.leave'," + IN_FILE + ",'user_id':'user_bob'}"),
                Arguments.of(
                        new CollaborationMessage.LockState(FILE, List.of()),
                        "{'type':'lock.state'," + IN_FILE + ",'locks':[]}"),
                Arguments.of(
                        new CollaborationMessage.LockState(
                                FILE, List.of(new CollaborationMessage.LockState.Locked("comment_1", BOB, TIME))),
                        "{'type':'lock.state'," + IN_FILE + ",'locks':[{'comment_id':'comment_1',"
                                + "'user':{'id':'user_bob'},'expires_at':'2026-01-15T10:30:00.000Z'}]}"),
                Arguments.of(
                        new CollaborationMessage.CommentLocked(FILE, "comment_1", BOB, TIME),
                        "{'type':'comment.locked'," + IN_FILE + ",'comment_id':'comment_1','user':{'id':'user_bob'},"
                                + "'expires_at':'2026-01-15T10:30:00.000Z'}"),
                Arguments.of(
                        new CollaborationMessage.CommentUnlocked("r", FILE, "comment_1", UnlockReason.RELEASED),
                        "{'type':'comment.unlocked','ref':'r'," + IN_FILE
                                + ",'comment_id':'comment_1','reason':'released'}"),
                Arguments.of(
                        new CollaborationMessage.CommentUnlocked(null, FILE, "comment_1", UnlockReason.EXPIRED),
                        "{'type':'comment.unlocked'," + IN_FILE + ",'comment_id':'comment_1','reason':'expired'}"),
                Arguments.of(
                        new CollaborationMessage.CommentLockGranted("r", "comment_1", (1L << 53) - 1, TIME),
                        "{'type':'comment.lock.granted','ref':'r','comment_id':'comment_1',"
                                + "'lock_token':9007199254740991,'expires_at':'2026-01-15T10:30:00.000Z'}"),
                Arguments.of(
                        new CollaborationMessage.CommentLockLost("comment_1", LossReason.TAKEN_OVER),
                        "{'type':'comment.lock.lost','comment_id':'comment_1','reason':'taken_over'}"),
                Arguments.of(
                        new CollaborationMessage.Signal(FILE, "user.typing", BOB, Payload.ofJson("true")),
                        "{'type':'signal'," + IN_FILE
                                + ",'event':'user.typing','user':{'id':'user_bob'},'data':true}"));
    }

    @ParameterizedTest
    @MethodSource("everyMessage")
    void everyMessageHasExactlyTheFieldsOfTheContract(CollaborationMessage message, String expected) {
        assertThat(new BushDialect().encode(message).text()).isEqualTo(expected.replace('\'', '"'));
    }

    @Test
    void noKindOfMessageWasForgotten() {
        List<Class<?>> covered = everyMessage()
                .<Class<?>>map(it -> it.get()[0].getClass())
                .distinct()
                .toList();

        assertThat(covered)
                .containsExactlyInAnyOrderElementsOf(List.of(CollaborationMessage.class.getPermittedSubclasses()));
    }
}

package io.bush.examples.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import io.bush.examples.watch.command.ExitCode;
import io.bush.examples.watch.command.Target;
import io.bush.examples.watch.command.TokenSource;
import io.bush.examples.watch.command.WatchPlan;
import io.bush.examples.watch.show.JsonOutput;
import io.bush.examples.watch.state.Lists;
import io.bush.realtime.client.channel.Channel;
import io.bush.realtime.client.channel.ControlFrame;
import io.bush.realtime.client.channel.ReceivedEvent;
import io.bush.realtime.client.connection.ConnectionException;
import io.bush.realtime.client.connection.ConnectionState;
import io.bush.realtime.client.connection.ConnectionStatus;
import io.bush.realtime.client.connection.StatusLight;
import io.bush.realtime.it.relay.FreePort;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WatchRunTest {

    private static final Channel FILE = new Channel("file", "file_a");
    private static final Channel PROJECT = new Channel("project", "proj_a");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private @Nullable Lists lists;

    private WatchRun run(long exitAfter, OutputStream to) {
        return run(exitAfter, to, true);
    }

    private WatchRun run(long exitAfter, OutputStream to, boolean presence) {
        WatchPlan plan = new WatchPlan(
                URI.create("ws://h/"),
                null,
                null,
                "t",
                List.of(new Target(FILE, null), new Target(PROJECT, null)),
                List.of(),
                presence,
                true,
                exitAfter,
                null);
        return new WatchRun(plan, new JsonOutput(stream(to)), stream(errors), lists);
    }

    private static PrintStream stream(OutputStream bytes) {
        return new PrintStream(bytes, false, StandardCharsets.UTF_8);
    }

    private static ReceivedEvent event(String text) {
        return new ReceivedEvent(FILE, "x", null, Instant.EPOCH, NullNode.getInstance(), null, text);
    }

    @Test
    void endsAfterTheWantedEventsAndPrintsNoneMore() {
        WatchRun run = run(2, out);
        run.control(FILE, new ControlFrame("presence.leave", NullNode.getInstance(), "control"));
        run.event(event("first"));
        assertThat(run.exitCode()).isNotDone();
        run.event(event("second"));
        run.event(event("third"));
        run.control(FILE, new ControlFrame("presence.leave", NullNode.getInstance(), "late"));

        assertThat(run.exitCode()).isCompletedWithValue(ExitCode.OK);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("control\nfirst\nsecond\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "presence.state",
                "presence.update",
                "presence.leave",
                "lock.state",
                "comment.locked",
                "comment.unlocked",
                "comment.lock.lost",
                "signal"
            })
    void framesAboutPeopleArePrintedOnlyWhenAskedFor(String type) {
        WatchRun without = run(0, out, false);
        without.control(FILE, new ControlFrame(type, NullNode.getInstance(), "people"));
        without.control(FILE, new ControlFrame("subscription.confirmed", NullNode.getInstance(), "confirmed"));
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("confirmed\n");

        run(0, out, true).control(FILE, new ControlFrame(type, NullNode.getInstance(), "people"));
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("confirmed\npeople\n");
    }

    @Test
    void endsWhenNoSubscriptionIsLeft() {
        WatchRun run = run(0, out);
        run.gone(FILE, "rejected", "insufficient_permissions");
        assertThat(run.exitCode()).isNotDone();
        run.gone(PROJECT, "revoked", "permissions\u001bchanged");

        assertThat(run.exitCode()).isCompletedWithValue(ExitCode.NOTHING_LEFT);
        assertThat(errors.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "watch: file:file_a was rejected: insufficient_permissions",
                        "watch: project:proj_a was revoked: permissions\\u001bchanged");
    }

    private static ConnectionStatus status(
            ConnectionState state, StatusLight light, @Nullable ConnectionException cause, @Nullable Duration wait) {
        return new ConnectionStatus(state, light, Instant.EPOCH, cause, wait);
    }

    @Test
    void saysWhatItDoesWhileTheServerIsAwayAndGoesOn() {
        WatchRun run = run(0, out);
        ConnectionException lost = ConnectionException.closed(1006, "");
        run.stateChanged(status(ConnectionState.CONNECTED, StatusLight.GREEN, null, null));
        run.stateChanged(status(ConnectionState.RECONNECTING, StatusLight.YELLOW, lost, Duration.ofMillis(1234)));
        run.stateChanged(status(ConnectionState.RECONNECTING, StatusLight.YELLOW, lost, null));
        run.stateChanged(status(ConnectionState.RECONNECTING, StatusLight.YELLOW, lost, Duration.ofSeconds(2)));
        run.stateChanged(status(ConnectionState.RECONNECTING, StatusLight.RED, lost, Duration.ofSeconds(30)));
        run.stateChanged(status(ConnectionState.CONNECTED, StatusLight.GREEN, null, null));

        assertThat(run.exitCode()).isNotDone();
        assertThat(errors.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "watch: the connection is gone (the connection was lost, code 1006); trying again in 1.2 s",
                        "watch: still no connection (the connection was lost, code 1006): what is shown may be old;"
                                + " trying again in 30.0 s",
                        "watch: connected again; what was missed follows, or a reset says that it cannot");
    }

    @Test
    void endsWhenTheClientHasGivenUpAndSaysWhy() {
        WatchRun run = run(0, out);
        run.stateChanged(status(ConnectionState.CONNECTED, StatusLight.GREEN, null, null));
        run.stateChanged(status(
                ConnectionState.DISCONNECTED,
                StatusLight.RED,
                ConnectionException.closed(4001, "bad\u001b[31m"),
                null));

        assertThat(run.exitCode()).isCompletedWithValue(ExitCode.CONNECTION);
        assertThat(errors.toString(StandardCharsets.UTF_8))
                .contains("does not accept the token")
                .contains("4001: bad\\u001b[31m");
    }

    private static ControlFrame frame(String type) {
        return new ControlFrame(type, NullNode.getInstance(), "{\"type\":\"" + type + "\"}");
    }

    private static JsonNode comment(String id, int minute) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("created_at", "2026-01-15T10:%02d:00.000Z".formatted(minute));
    }

    @Test
    void afterAResetItFetchesWhatNoEventToldAndPrintsThat() {
        List<JsonNode> listed = new ArrayList<>(List.of(comment("comment_1", 1)));
        lists = channel -> List.copyOf(listed);
        WatchRun run = run(0, out);
        run.control(FILE, frame("subscription.confirmed"));
        listed.add(comment("comment_2", 2));
        run.control(FILE, frame("subscription.confirmed"));
        run.control(FILE, frame("subscription.reset"));
        run.event(new ReceivedEvent(
                FILE, "comment.created", null, Instant.EPOCH, comment("comment_2", 2), null, "told already"));
        run.event(new ReceivedEvent(
                FILE, "comment.created", null, Instant.EPOCH, comment("comment_3", 3), null, "{\"event\":3}"));

        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "{\"type\":\"subscription.confirmed\"}",
                        "{\"type\":\"subscription.confirmed\"}",
                        "{\"type\":\"subscription.reset\"}",
                        "{\"type\":\"watch.missed\",\"channel\":\"file\",\"resource_id\":\"file_a\","
                                + "\"event\":\"comment.created\",\"data\":{\"id\":\"comment_2\","
                                + "\"created_at\":\"2026-01-15T10:02:00.000Z\"}}",
                        "{\"event\":3}");
        assertThat(errors.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("watch: file:file_a: fetched the comments: 1 missed");
    }

    @Test
    void whatWasMissedIsShownWithTheNextConnectionWhenItCannotBeFetchedNow() {
        List<JsonNode> listed = new ArrayList<>();
        boolean[] away = {false};
        lists = channel -> {
            if (away[0]) {
                throw new IOException("the server answers 503");
            }
            return List.copyOf(listed);
        };
        WatchRun run = run(0, out);
        run.control(FILE, frame("subscription.confirmed"));
        listed.add(comment("comment_1", 1));
        away[0] = true;
        run.control(FILE, frame("subscription.reset"));
        assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContain("comment_1");
        away[0] = false;
        run.control(FILE, frame("subscription.confirmed"));

        assertThat(out.toString(StandardCharsets.UTF_8)).contains("watch.missed", "comment_1");
        assertThat(errors.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("watch: file:file_a: the comments cannot be fetched (the server answers 503),"
                        + " so what was missed is not shown");
    }

    @Test
    void aServerThatListsNothingIsOnlyMentionedWhenSomethingWasMissed() {
        lists = channel -> {
            throw new IOException("the server answers 404");
        };
        WatchRun run = run(0, out);
        run.control(FILE, frame("subscription.confirmed"));
        assertThat(errors.size()).isZero();
        run.control(FILE, frame("subscription.reset"));

        assertThat(errors.toString(StandardCharsets.UTF_8)).contains("cannot be fetched (the server answers 404)");
    }

    @Test
    void whilePollingAResetIsSaidAndFetchedForToo() {
        List<JsonNode> listed = new ArrayList<>();
        lists = channel -> List.copyOf(listed);
        WatchRun run = run(0, out);
        run.control(FILE, frame("subscription.confirmed"));
        run.whilePolling("subscription.reset", FILE);
        run.stateChanged(status(ConnectionState.POLLING, StatusLight.ORANGE, null, null));
        listed.add(comment("comment_1", 1));
        run.whilePolling("subscription.reset", FILE);

        assertThat(out.toString(StandardCharsets.UTF_8)).contains("watch.missed", "comment_1");
        assertThat(errors.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "watch: file:file_a was reset: events may be missing",
                        "watch: file:file_a: fetched the comments: 1 missed");
    }

    @Test
    void endsWhenNobodyReadsAnyMore() {
        WatchRun run = run(0, new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("broken pipe");
            }
        });
        run.event(event("first"));

        assertThat(run.exitCode()).isCompletedWithValue(ExitCode.OK);
    }

    @Test
    @Timeout(60)
    void aServerThatIsNotThereIsExitCodeThree() {
        int port = FreePort.next();
        TokenSource tokens =
                new TokenSource(Map.of("BUSH_TOKEN", "bush_tok_canary"), new ByteArrayInputStream(new byte[0]));
        Watch watch = new Watch(stream(out), stream(errors), tokens, 0);

        assertThat(watch.run("--url", "ws://127.0.0.1:" + port + "/v4/cable", "file:file_a"))
                .isEqualTo(ExitCode.CONNECTION);
        assertThat(errors.toString(StandardCharsets.UTF_8))
                .contains("connection refused")
                .doesNotContain("canary");
        assertThat(out.size()).isZero();
    }
}

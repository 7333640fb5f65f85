package io.bush.realtime.jakarta.tck;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.PublishResult;
import io.bush.realtime.RealtimeNode;
import io.bush.realtime.RealtimeSettings;
import io.bush.realtime.auth.AccessTiming;
import io.bush.realtime.auth.Authentication;
import io.bush.realtime.auth.Authenticator;
import io.bush.realtime.auth.Grant;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.jakarta.tck.ends.JsonClient;
import io.bush.realtime.jakarta.tck.ends.PollClient;
import io.bush.realtime.jakarta.tck.ends.PollClient.Answer;
import io.bush.realtime.jakarta.tck.ends.RawClient;
import io.bush.realtime.jakarta.tck.ends.Wait;
import io.bush.realtime.polling.PollingSettings;
import io.bush.realtime.ratelimit.RateLimits.Limit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Polling over real HTTP: a token is the user's name, {@code bad…} is none, and channels of {@code …_hidden} are not theirs. */
@Tag("3.16")
abstract class PollingCases extends NodeCase {

    private static final String FILE_EVENTS = "/v4/files/file_1/events";
    /** More than the container has threads. */
    private static final int MANY = 40;
    /** Longer than a busy machine takes to send them. */
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static final Authenticator NAMES = credentials -> CompletableFuture.completedFuture(
            credentials.token().startsWith("bad") ? null : known(credentials.token()));

    private static Authentication known(String user) {
        return new Authentication(new Principal.Member(user, null, null), null);
    }

    private RealtimeNode startPolls() throws Exception {
        return startPolls(NAMES, PollingSettings.DEFAULT, List.of());
    }

    private RealtimeNode startPolls(Authenticator judge, PollingSettings settings, List<String> origins)
            throws Exception {
        return startPolls(judge, RealtimeSettings.DEFAULT.with(settings), origins);
    }

    private RealtimeNode startPolls(Authenticator judge, RealtimeSettings settings, List<String> origins)
            throws Exception {
        RealtimeNode started = RealtimeNode.builder()
                .authenticator(judge)
                .authorizer((principal, channel) -> CompletableFuture.completedFuture(
                        channel.id().endsWith("_hidden") ? Grant.DENIED : Grant.allow()))
                .settings(settings)
                .build();
        startPolling(keep(started).gate(), options().withOrigins(origins));
        return started;
    }

    private PollClient as(String user) {
        return new PollClient(port()).with("Authorization", "Bearer " + user);
    }

    private static String idOf(PublishResult result) {
        return ((PublishResult.Durable) result).eventId();
    }

    // ---- answers ----

    @Test
    void pollsOneChannelAndThenWhatIsNew() throws Exception {
        RealtimeNode node = startPolls();
        String first = idOf(publish(node, 1));

        Answer start = as("anna").get(FILE_EVENTS);
        String second = idOf(publish(node, "ü€ \u2028"));
        Answer next = as("anna").get(FILE_EVENTS + "?since_event_id=" + start.last());

        assertThat(start.status()).isEqualTo(200);
        assertThat(start.header("content-type")).startsWith("application/json");
        assertThat(start.header("cache-control")).isEqualTo("no-store");
        assertThat(start.text())
                .isEqualTo("{\"events\":[],\"last_event_id\":\"" + first + "\",\"poll_after_ms\":10000}");
        assertThat(next.json().at("/events/0/data/text").asText()).isEqualTo("ü€ \u2028");
        assertThat(next.last()).isEqualTo(second);
    }

    @Test
    void pollsManyChannelsInOneRequest() throws Exception {
        RealtimeNode node = startPolls();
        String since = idOf(publish(node, 1));
        publish(node, 2);

        Answer answer = as("anna")
                .post(
                        "/v4/events/poll?activity=background",
                        "{'subscriptions':[{'channel':'file','resource_id':'file_1','since_event_id':'" + since + "'},"
                                + "{'channel':'project','resource_id':'proj_1'},"
                                + "{'channel':'file','resource_id':'file_hidden'}]}");

        JsonNode results = answer.json().get("results");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("poll_after_ms").asInt()).isEqualTo(60_000);
        assertThat(results.get(0).at("/events/0/data/n").asInt()).isEqualTo(2);
        assertThat(results.get(1).get("last_event_id").asText()).startsWith("evt_");
        assertThat(results.get(2).at("/error/code").asText()).isEqualTo("not_found");
    }

    @Test
    @Tag("P12")
    void goesOnFromASocketAndBackWithoutAGapOrADuplicate() throws Exception {
        RealtimeNode node = startPolls();
        JsonClient socket = user("anna");
        socket.subscribe("file", "file_1");
        publish(node, 1);
        JsonNode live = socket.awaitEvent();
        socket.raw().close();
        publish(node, 2);
        Answer polled = as("anna")
                .get(FILE_EVENTS + "?since_event_id=" + live.get("event_id").asText());
        publish(node, 3);
        JsonClient again = user("anna");
        again.send("{'action':'subscribe','channel':'file','resource_id':'file_1','since_event_id':'" + polled.last()
                + "'}");

        assertThat(live.at("/data/n").asInt()).isEqualTo(1);
        assertThat(polled.json().get("events")).hasSize(1);
        assertThat(polled.json().at("/events/0/data/n").asInt()).isEqualTo(2);
        assertThat(again.awaitEvent().at("/data/n").asInt()).isEqualTo(3);
    }

    @Test
    void pollsBesideAnApplicationsOwnServletAndLeavesItsPathsAlone() throws Exception {
        RealtimeNode node = startPolls();
        String id = idOf(publish(node, 1));

        assertThat(as("anna").get("/beside/files/file_1/events").last()).isEqualTo(id);
        assertThat(as("anna").post("/beside/events/poll", "{}").status()).isEqualTo(400);
        assertThat(as("anna").get("/beside/files/file_1/comments").header("vary"))
                .doesNotContain("Origin");
        assertThat(as("anna").get("/besides/files/file_1/events").status()).isEqualTo(404);
        assertThat(as("anna").get("/v4/files/file_1/comments").text()).contains("nothing is polled here");
    }

    // ---- refusals ----

    @ParameterizedTest
    @CsvSource({
        "GET, /v4/files/nonsense/events, anna, 400, invalid_resource_id",
        "GET, /v4/files/file_%2F/events, anna, 400, ''",
        "GET, /v4/files/file_%C3%BC/events, anna, 400, invalid_resource_id",
        "GET, /v4/projects/file_1/events, anna, 400, invalid_resource_id",
        "GET, /v4/moons/moon_1/events, anna, 404, not_found",
        "GET, /v4/files/file_1/events/, anna, 404, not_found",
        "GET, /v4/files/file_1, anna, 404, not_found",
        "GET, /v4/files/file_1/events?activity=asleep, anna, 400, invalid_message",
        "GET, /v4/files/file_1/events?since_event_id=a&since_event_id=b, anna, 400, invalid_message",
        "GET, /v4/files/file_1/events, bad, 401, unauthenticated",
        "GET, /v4/files/file_1/events?token=other, anna, 401, unauthenticated",
        "GET, /v4/files/file_hidden/events, anna, 404, not_found",
        "HEAD, /v4/files/file_1/events, anna, 405, ''",
        "POST, /v4/files/file_1/events, anna, 405, method_not_allowed",
        "DELETE, /v4/files/file_1/events, anna, 405, method_not_allowed",
        "GET, /v4/events/poll, anna, 405, method_not_allowed",
        "POST, /v4/events/poll, bad, 401, unauthenticated",
        "POST, /v4/events/poll/, anna, 404, not_found"
    })
    @Tag("P9")
    void refusesWhatIsNoPoll(String method, String target, String user, int status, String code) throws Exception {
        startPolls();
        String body = method.equals("POST") ? "{'subscriptions':[{'channel':'file','resource_id':'file_1'}]}" : null;

        Answer answer = as(user).send(method, target, body);

        assertThat(answer.status()).isEqualTo(status);
        if (!code.isEmpty()) {
            assertThat(answer.json().get("code").asText()).isEqualTo(code);
            assertThat(answer.json().get("message").asText()).isNotEmpty();
        }
        assertThat(answer.header("www-authenticate")).isEqualTo(status == 401 ? "Bearer" : "");
        assertThat(answer.header("allow").isEmpty()).isEqualTo(status != 405);
    }

    @Test
    @Tag("P9")
    void refusesAQueryThatIsNotEncoded() throws Exception {
        startPolls();

        RawClient client =
                request(List.of("GET /v4/files/file_1/events?token=anna&x=%zz HTTP/1.1", "Host: localhost:" + port()));

        assertThat(client.status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "{}", "[]", "{'subscriptions':[]}", "{'subscriptions':'file'}"})
    @Tag("P9")
    void refusesABodyThatIsNone(String body) throws Exception {
        startPolls();

        assertThat(as("anna").post("/v4/events/poll", body).status()).isEqualTo(400);
    }

    @Test
    @Tag("P9")
    void refusesABodyThatIsTooLargeOrNoText() throws Exception {
        startPolls();
        String padded = "{'subscriptions':[{'channel':'file','resource_id':'file_1'}],'x':'%s'}";
        int room = 65_536 - padded.length() + 2;

        assertThat(as("anna")
                        .post("/v4/events/poll", padded.formatted("y".repeat(room)))
                        .status())
                .isEqualTo(200);
        assertThat(as("anna")
                        .post("/v4/events/poll", padded.formatted("y".repeat(room + 1)))
                        .status())
                .isEqualTo(413);
        assertThat(as("anna").chunked("/v4/events/poll", "x".repeat(200_000)).status())
                .isEqualTo(413);
        assertThat(as("anna")
                        .bytes("/v4/events/poll", new byte[] {'{', (byte) 0xff, '}'})
                        .status())
                .isEqualTo(400);
    }

    @Test
    void answersWhatIsForbiddenLikeWhatIsAbsent() throws Exception {
        startPolls();

        Answer forbidden = as("anna").get("/v4/files/file_hidden/events");
        Answer absent = as("anna").get("/v4/files/file_not_there_hidden/events");

        assertThat(forbidden.text()).isEqualTo(absent.text());
        assertThat(forbidden.headersWithoutDate()).isEqualTo(absent.headersWithoutDate());
    }

    @Test
    void takesAFormForWhatItIsAndItsTokenFromTheQueryOnly() throws Exception {
        startPolls();
        PollClient form = new PollClient(port()).with("Content-Type", "application/x-www-form-urlencoded");

        assertThat(form.post("/v4/events/poll", "token=anna").status()).isEqualTo(400);
        assertThat(form.post(
                                "/v4/events/poll?token=anna",
                                "{'subscriptions':[{'channel':'file','resource_id':'file_1'}]}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void tellsWhenToComeAgainAfterTooManyPolls() throws Exception {
        startPolls(NAMES, PollingSettings.DEFAULT.withRequests(new Limit(2, Duration.ofSeconds(60))), List.of());
        as("anna").get(FILE_EVENTS);
        as("anna").get(FILE_EVENTS);

        Answer third = as("anna").get(FILE_EVENTS);

        assertThat(third.status()).isEqualTo(429);
        assertThat(Integer.parseInt(third.header("retry-after"))).isBetween(30, 60);
        assertThat(as("ben").get(FILE_EVENTS).status()).isEqualTo(200);
    }

    @Test
    @Tag("P11")
    void saysThatItDrains() throws Exception {
        RealtimeNode node = startPolls();
        drain(node, Duration.ZERO);

        Answer answer = as("anna").get(FILE_EVENTS);

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("retry-after")).isEqualTo("5");
    }

    // ---- web pages ----

    @Test
    @Tag("3.17")
    void letsPagesPollThatMayConnectAndNoOthers() throws Exception {
        startPolls(NAMES, PollingSettings.DEFAULT, List.of("https://app.example"));
        PollClient page = as("anna").with("Origin", "https://app.example");
        PollClient foreign = as("anna").with("Origin", "https://evil.example");

        Answer asked = page.with("Access-Control-Request-Method", "POST").send("OPTIONS", "/v4/events/poll", null);
        Answer polled = page.get(FILE_EVENTS);
        Answer refused = foreign.get(FILE_EVENTS);

        assertThat(asked.status()).isEqualTo(204);
        assertThat(asked.header("access-control-allow-origin")).isEqualTo("https://app.example");
        assertThat(asked.header("access-control-allow-methods")).isEqualTo("POST");
        assertThat(asked.header("access-control-allow-headers")).isEqualTo("Authorization, Content-Type");
        assertThat(polled.status()).isEqualTo(200);
        assertThat(polled.header("access-control-allow-origin")).isEqualTo("https://app.example");
        assertThat(polled.header("access-control-expose-headers")).isEqualTo("Retry-After");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.header("access-control-allow-origin")).isEmpty();
        assertThat(foreign.send("OPTIONS", FILE_EVENTS, null).status()).isEqualTo(403);
        assertThat(as("anna").with("Origin", "null").get(FILE_EVENTS).status()).isEqualTo(403);
        assertThat(as("anna").get(FILE_EVENTS).header("access-control-allow-origin"))
                .isEmpty();
    }

    // ---- no thread waits ----

    @Test
    @Tag("P9")
    void manySlowAuthenticatorsHoldNoThread() throws Exception {
        CompletableFuture<Void> later = new CompletableFuture<>();
        startPolls(
                credentials -> credentials.token().startsWith("slow")
                        ? later.thenApply(now -> known(credentials.token()))
                        : NAMES.authenticate(credentials),
                RealtimeSettings.DEFAULT
                        .with(new AccessTiming(MINUTE, MINUTE, Duration.ZERO, MINUTE))
                        .with(new PollingSettings(
                                new Limit(MANY, MINUTE), Duration.ofSeconds(10), MINUTE, 2 * MANY, MANY, MINUTE)),
                List.of());
        List<CompletableFuture<Answer>> slow = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            PollClient client = as("slow_" + i);
            slow.add(inBackground(() -> client.get(FILE_EVENTS)));
        }

        assertThat(as("anna").get(FILE_EVENTS).status()).isEqualTo(200);
        assertThat(slow).noneMatch(CompletableFuture::isDone);
        later.complete(null);
        for (CompletableFuture<Answer> answer : slow) {
            assertThat(answer.get().status()).isEqualTo(200);
        }
    }

    @Test
    @Tag("P9")
    void manySlowBodiesHoldNoThread() throws Exception {
        startPolls();
        String body = "{\"subscriptions\":[{\"channel\":\"file\",\"resource_id\":\"file_1\"}]}";
        List<PollClient.Slow> slow = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            slow.add(as("slow_" + i)
                    .begin("/v4/events/poll", "Content-Length: " + body.length(), body.substring(0, 20)));
        }
        assertThat(as("anna").post("/v4/events/poll", body).status()).isEqualTo(200);
        for (PollClient.Slow one : slow) {
            try (one) {
                one.send(body.substring(20));
                assertThat(one.status()).isEqualTo(200);
            }
        }
    }

    @Test
    @Tag("P9")
    void aClientThatDoesNotReadHoldsOnlyItsOwnAndGivesItBackWhenItIsGone() throws Exception {
        RealtimeNode node = startPolls(
                NAMES,
                new PollingSettings(
                        new Limit(10_000, Duration.ofSeconds(1)),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(60),
                        256,
                        1,
                        Duration.ofSeconds(10)),
                List.of());
        Channel large = new Channel("file", "file_large");
        String since = node.position(large).toCompletableFuture().get().orElseThrow();
        for (int i = 0; i < 17; i++) {
            idOf(publish(node, large, "y".repeat(60_000)));
        }
        String target = "/v4/files/file_large/events?token=anna&since_event_id=" + since;
        List<String> request = List.of("GET " + target + " HTTP/1.1", "Host: localhost:" + port());
        RawClient stuck = RawClient.request(port(), 4_096, request);
        assertThat(stuck.status()).isEqualTo(200);
        assertThat(as("anna").get(FILE_EVENTS).status()).isEqualTo(429);
        assertThat(as("ben").get(target.replace("anna", "ben")).json().get("events"))
                .hasSize(17);
        stuck.close();
        awaitPlace("anna");
    }

    /** Asks until there is room again: each request takes its time, and nothing sleeps. */
    private void awaitPlace(String user) throws Exception {
        long end = System.nanoTime() + Wait.DEADLINE.toNanos();
        while (as(user).get(FILE_EVENTS).status() != 200) {
            assertThat(System.nanoTime() - end)
                    .as("the place of a client that is gone is still taken")
                    .isNegative();
        }
    }
}

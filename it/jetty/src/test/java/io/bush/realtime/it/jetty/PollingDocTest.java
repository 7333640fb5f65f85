package io.bush.realtime.it.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.Publication;
import io.bush.realtime.PublishResult;
import io.bush.realtime.RealtimeNode;
import io.bush.realtime.auth.Authentication;
import io.bush.realtime.auth.Grant;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.jakarta.BushOptions;
import io.bush.realtime.jakarta.tck.ContainerHarness;
import io.bush.realtime.jakarta.tck.ends.PollClient;
import io.bush.realtime.jakarta.tck.ends.PollClient.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every exchange that docs/protocol.md shows of polling is what a server answers, but for the time and random ids. */
@Tag("3.16")
class PollingDocTest {

    private static final Path PAGE = Path.of("..", "..", "docs", "protocol.md");
    private static final Pattern EXCHANGE = Pattern.compile("```http\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    private static final Channel FILE = new Channel("file", "file_xyz789");
    private static final Channel PROJECT = new Channel("project", "proj_abc123");

    /** Ids on the page, and what stands for them here. */
    private final Map<String, String> ids = new LinkedHashMap<>();

    @Test
    void everyExchangeOnThePageIsWhatAServerAnswers() throws Exception {
        List<List<String>> exchanges = EXCHANGE.matcher(Files.readString(PAGE))
                .results()
                .map(it -> it.group(1).lines().toList())
                .toList();
        assertThat(exchanges).hasSizeGreaterThanOrEqualTo(4);
        try (RealtimeNode node = node()) {
            ContainerHarness.Running server = new JettyHarness().startPolling(node.gate(), BushOptions.DEFAULT);
            try {
                publish(node, PROJECT, "folder.created", Map.of(), "07538453d7435858ba");
                publish(node, FILE, "file.updated", Map.of(), "2956e27d5961d1f16b");
                PollClient client = new PollClient(server.port());
                // The first shows a channel before the others' events.
                assertExchange(client, exchanges.get(0));
                Map<String, String> comment = new LinkedHashMap<>();
                comment.put("id", "comment_abc");
                comment.put("text", "Louder here?");
                publish(node, FILE, "comment.created", comment, "2af519f70aa75952e0");
                publish(node, FILE, "comment.completed", Map.of("id", "comment_abc"), "2b935170bbbd99a38c");
                for (List<String> exchange : exchanges.subList(1, exchanges.size())) {
                    assertExchange(client, exchange);
                }
            } finally {
                server.stop();
            }
        }
    }

    private static RealtimeNode node() {
        return RealtimeNode.builder()
                .authenticator(credentials -> CompletableFuture.completedFuture(
                        credentials.token().equals("bush_tok_9f2c")
                                ? new Authentication(new Principal.Member("user_abc", "Jane Smith", null), null)
                                : null))
                .authorizer((principal, channel) -> CompletableFuture.completedFuture(
                        channel.id().equals("proj_secret") ? Grant.DENIED : Grant.allow()))
                .build();
    }

    private void publish(RealtimeNode node, Channel channel, String event, Map<String, String> data, String endOfId)
            throws Exception {
        PublishResult result = node.publish(Publication.of(channel, event, data).by("user_def"))
                .toCompletableFuture()
                .get(40, TimeUnit.SECONDS);
        String page = Files.readString(PAGE);
        MatchResult shown = Pattern.compile("evt_[0-9a-f]+" + endOfId)
                .matcher(page)
                .results()
                .findFirst()
                .orElseThrow();
        ids.put(shown.group(), ((PublishResult.Durable) result).eventId());
    }

    private void assertExchange(PollClient client, List<String> exchange) throws Exception {
        List<String> request = said(exchange, "→ ");
        List<String> answer = said(exchange, "← ");
        assertThat(request.size() + answer.size()).isEqualTo(exchange.size());
        String[] line = request.get(0).split(" ", -1);
        String[] header = request.get(1).split(": ", 2);
        String body = request.size() > 2 ? request.get(2) : null;

        Answer given = client.with(header[0], header[1]).send(line[0], line[1], body);

        assertThat(given.status()).isEqualTo(Integer.parseInt(answer.get(0)));
        assertThat(TIME.matcher(given.text()).replaceAll("TIME"))
                .isEqualTo(TIME.matcher(answer.get(1)).replaceAll("TIME"));
    }

    private List<String> said(List<String> exchange, String arrow) {
        List<String> lines = new ArrayList<>();
        for (String line : exchange) {
            if (line.startsWith(arrow)) {
                String text = line.substring(arrow.length());
                for (Map.Entry<String, String> id : ids.entrySet()) {
                    text = text.replace(id.getKey(), id.getValue());
                }
                lines.add(text);
            }
        }
        return lines;
    }
}

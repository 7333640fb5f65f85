package io.bush.realtime.it.tomcat;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.RealtimeNode;
import io.bush.realtime.auth.Authentication;
import io.bush.realtime.auth.Grant;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.EventType;
import io.bush.realtime.jakarta.tck.ends.JsonClient;
import io.bush.realtime.jakarta.tck.ends.RawClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs what docs/embedding.md shows, with the small buffers it recommends. */
class TomcatEmbeddingTest {

    private static final EventType<String> NOTED = EventType.durable("comment.created", String.class);

    private final RealtimeNode node = RealtimeNode.builder()
            .authenticator(credentials -> CompletableFuture.completedFuture(
                    new Authentication(new Principal.Member(credentials.token(), null, null), null)))
            .authorizer((principal, channel) -> CompletableFuture.completedFuture(Grant.allow()))
            .build();

    @TempDir
    Path directory;

    private Tomcat tomcat = new Tomcat();

    @BeforeEach
    void start() throws Exception {
        tomcat = TomcatEmbedding.start(node, 0, directory.toString());
    }

    @AfterEach
    void end() throws Exception {
        tomcat.stop();
        tomcat.destroy();
        node.close();
    }

    @Test
    void servesClients() throws Exception {
        try (RawClient raw = RawClient.connect(tomcat.getConnector().getLocalPort(), "/v4/cable?token=anna")) {
            JsonClient client = new JsonClient(raw);
            client.subscribe("file", "file_1");

            node.publish(new Channel("file", "file_1"), NOTED, "€".repeat(20_000));

            assertThat(client.awaitEvent().path("data").asText()).isEqualTo("€".repeat(20_000));
        }
    }

    @Test
    @Tag("3.5")
    void countsLargeFramesThroughSmallBuffers() throws Exception {
        try (RawClient raw = RawClient.connect(tomcat.getConnector().getLocalPort(), "/v4/cable?token=anna")) {
            JsonClient client = new JsonClient(raw);
            client.await("connection.established");

            client.send("{'action':'ping','pad':'" + "€".repeat(5_400) + "'}");
            assertThat(client.next().path("type").asText()).isEqualTo("pong");
            client.send("{'action':'ping','pad':'" + "€".repeat(5_500) + "'}");
            assertThat(client.next().path("code").asText()).isEqualTo("message_too_large");
        }
    }

    @Test
    @Tag("P11")
    void closesEveryClientWithItsCodeWhenItIsDrainedAndStopped() throws Exception {
        try (RawClient raw = RawClient.connect(tomcat.getConnector().getLocalPort(), "/v4/cable?token=anna")) {
            JsonClient client = new JsonClient(raw);
            client.await("connection.established");

            node.drain(Duration.ofSeconds(20)).toCompletableFuture().get(40, TimeUnit.SECONDS);
            tomcat.stop();

            client.await("connection.closing");
            assertThat(raw.readClose()).isEqualTo(1012);
        }
    }
}

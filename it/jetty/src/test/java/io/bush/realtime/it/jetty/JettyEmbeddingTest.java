package io.bush.realtime.it.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.RealtimeNode;
import io.bush.realtime.auth.PermissionLevel;
import io.bush.realtime.auth.ProjectPermissions;
import io.bush.realtime.jakarta.BushEndpointConfig;
import io.bush.realtime.jakarta.tck.ends.JsonClient;
import io.bush.realtime.jakarta.tck.ends.PollClient;
import io.bush.realtime.jakarta.tck.ends.RawClient;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs what docs/embedding.md shows. */
class JettyEmbeddingTest {

    private final ExecutorService pool = Executors.newFixedThreadPool(2);
    private final RealtimeNode node = JettyEmbedding.node(pool, new Everything());
    private final JdbcDataSource database = new JdbcDataSource();

    @AfterEach
    void end() {
        node.close();
        pool.shutdownNow();
    }

    @Test
    void servesClientsAndStopsInOrder() throws Exception {
        Server server = JettyEmbedding.start(node, 0);
        PublishRecipes recipes = recipes();
        try (RawClient raw = RawClient.connect(port(server), "/v4/cable?token=user_anna")) {
            JsonClient client = new JsonClient(raw);
            client.subscribe("file", "file_1");

            recipes.addComment(new PublishRecipes.Comment("comment_1", "file_1", "Nice"));
            assertThat(client.awaitEvent().path("data").path("text").asText()).isEqualTo("Nice");

            JettyEmbedding.stop(server, node);
            assertThat(client.await("connection.closing").has("reconnect_after_ms"))
                    .isTrue();
            assertThat(raw.readClose()).isEqualTo(1012);
        }
    }

    @Test
    @Tag("P4")
    void relaysAnOutboxOnceHoweverOftenItIsTried() throws Exception {
        Server server = JettyEmbedding.start(node, 0);
        PublishRecipes recipes = recipes();
        try (RawClient raw = RawClient.connect(port(server), "/v4/cable?token=user_anna")) {
            JsonClient client = new JsonClient(raw);
            client.subscribe("file", "file_1");
            recipes.addCommentWithOutbox(new PublishRecipes.Comment("comment_1", "file_1", "one"));
            recipes.addCommentWithOutbox(new PublishRecipes.Comment("comment_2", "file_1", "two"));

            recipes.relay();
            execute("insert into outbox (id, comment_id) values (1, 'comment_1')"); // the delete had been lost
            recipes.relay();
            recipes.addCommentWithOutbox(new PublishRecipes.Comment("comment_3", "file_1", "three"));
            recipes.relay();

            for (String text : new String[] {"one", "two", "three"}) {
                assertThat(client.awaitEvent().path("data").path("text").asText())
                        .isEqualTo(text);
            }
            assertThat(outboxRows()).isZero();
        } finally {
            server.stop();
        }
    }

    @Test
    @Tag("3.17")
    void servesThePlainEntry() throws Exception {
        ServletContextHandler context = new ServletContextHandler("/");
        BushEndpointConfig entry = JettyEmbedding.addPlain(context, node);
        Server server = new Server(0);
        server.setHandler(context);
        server.start();
        try (RawClient raw = RawClient.connect(port(server), "/v4/cable?token=user_anna")) {
            assertThat(new JsonClient(raw)
                            .await("connection.established")
                            .path("user")
                            .path("id")
                            .asText())
                    .isEqualTo("user_anna");
        } finally {
            server.stop();
            entry.close();
        }
    }

    @Test
    @Tag("3.16")
    void servesPolls() throws Exception {
        ServletContextHandler context = new ServletContextHandler("/");
        JakartaWebSocketServletContainerInitializer.configure(
                context, (servlets, webSockets) -> JettyEmbedding.addPolling(servlets, node, JettyEmbedding.options()));
        Server server = new Server(0);
        server.setHandler(context);
        server.start();
        try {
            PollClient client = new PollClient(port(server)).with("Authorization", "Bearer user_anna");

            assertThat(client.get("/v4/files/file_1/events").last()).startsWith("evt_");
            assertThat(client.get("/v4/files/file_1/events?token=somebody").status())
                    .isEqualTo(401);
        } finally {
            server.stop();
        }
    }

    @Test
    void hasOptionsThatHold() {
        assertThat(JettyEmbedding.options().proxies().networks()).hasSize(2);
        assertThat(JettyEmbedding.options().origins()).hasSize(2);
    }

    private static int port(Server server) {
        return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    }

    private PublishRecipes recipes() throws SQLException {
        database.setURL(
                "jdbc:h2:mem:" + getClass().getSimpleName() + System.identityHashCode(this) + ";DB_CLOSE_DELAY=-1");
        execute("create table comment (id varchar primary key, file_id varchar, text varchar)");
        execute("create table outbox (id bigint generated by default as identity primary key, comment_id varchar)");
        return new PublishRecipes(database, node);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private int outboxRows() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from outbox")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    /** Every user may do everything. */
    private static final class Everything implements ProjectPermissions.Blocking {

        @Override
        public ProjectPermissions.@Nullable Access access(String userId, String projectId) {
            return new ProjectPermissions.Access(PermissionLevel.FULL_ACCESS, null);
        }

        @Override
        public @Nullable String projectOfFile(String fileId) {
            return "proj_1";
        }

        @Override
        public @Nullable String projectOfShare(String shareId) {
            return null;
        }
    }
}

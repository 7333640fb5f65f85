package io.bush.examples.review.realtime;

import io.bush.examples.review.StartFailure;
import io.bush.examples.review.account.AccessTokens;
import io.bush.examples.review.http.Json;
import io.bush.examples.review.node.NodeSettings;
import io.bush.examples.review.store.Database;
import io.bush.realtime.RealtimeNode;
import io.bush.realtime.RealtimeNodeBuilder;
import io.bush.realtime.auth.Authenticator;
import io.bush.realtime.auth.ProjectAuthorizer;
import io.bush.realtime.auth.ProjectPermissions;
import io.bush.realtime.call.Calls;
import io.bush.realtime.jakarta.BushOptions;
import io.bush.realtime.jakarta.BushRealtime;
import io.bush.realtime.redis.RedisBackplane;
import io.bush.realtime.redis.RedisStartException;
import java.util.concurrent.Executor;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;

/** Builds the node: who may connect, who may do what where, and what can be called. This is all an application has to say. */
public final class RealtimeSetup {

    private static final String API = "/v4";
    private static final String PATH = API + "/cable";

    private RealtimeSetup() {}

    /**
     * Builds and starts a node on this server's users and permissions.
     *
     * @param settings whether there are other nodes
     * @param database what everything is read from
     * @param tokens checks users' tokens
     * @param questions runs the blocking questions; must not be the node's own threads
     * @param calls what clients can call
     * @return the running node; the caller closes it
     */
    public static RealtimeNode node(
            NodeSettings settings, Database database, AccessTokens tokens, Executor questions, Calls calls) {
        TokenJudge judge = new TokenJudge(database, tokens);
        StoredPermissions permissions = new StoredPermissions(database);
        RealtimeNodeBuilder node = RealtimeNode.builder()
                .authenticator(Authenticator.blocking(questions, credentials -> judge.judge(credentials.token())))
                .authorizer(new MemberTags(new ProjectAuthorizer(ProjectPermissions.blocking(questions, permissions))))
                .commentChannels(new EditableComments(questions, permissions))
                .calls(calls)
                .objectMapper(Json.MAPPER);
        RedisOption redis = settings.redis();
        return redis == null ? node.build() : overRedis(node, redis);
    }

    private static RealtimeNode overRedis(RealtimeNodeBuilder node, RedisOption redis) {
        try {
            return node.backplane(RedisBackplane.with(redis.settings())).build();
        } catch (RedisStartException e) {
            throw new StartFailure("--redis is " + redis.shown() + ", but it cannot be used: " + e.getMessage(), e);
        }
    }

    /** Lets clients in at {@value #PATH}, and lets those poll whose WebSocket does not come through. */
    public static void mount(ServletContextHandler context, RealtimeNode node) {
        JakartaWebSocketServletContainerInitializer.configure(context, (servlets, webSockets) -> {
            BushRealtime.register(servlets, PATH, node.gate(), BushOptions.DEFAULT);
            BushRealtime.registerPollingBeside(servlets, API, node.gate(), BushOptions.DEFAULT);
        });
    }
}

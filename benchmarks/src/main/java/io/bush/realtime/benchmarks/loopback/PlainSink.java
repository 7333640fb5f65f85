package io.bush.realtime.benchmarks.loopback;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.SendHandler;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** What an application writes without us: a list of sessions for each channel and a loop over it. */
final class PlainSink implements Sink {

    private static final SendHandler NOBODY = result -> {};
    private static final String LISTENERS = "bench.sessions";

    private final Map<String, List<Session>> sessions = new ConcurrentHashMap<>();
    private final ObjectMapper mapper = JsonMapper.builder().build();

    /** The envelope, as long as ours. */
    record Envelope(
            String channel, String resource_id, String event, String event_id, String timestamp, Comment data) {}

    void register(ServerContainer container) throws DeploymentException {
        ServerEndpointConfig config = ServerEndpointConfig.Builder.create(PlainEndpoint.class, "/plain/{channel}")
                .build();
        config.getUserProperties().put(LISTENERS, sessions);
        container.addEndpoint(config);
    }

    @Override
    public void publish(int channel, Comment data) {
        String name = BenchServer.channelId(channel);
        String text = text(name, data);
        for (Session session : sessions.getOrDefault(name, List.of())) {
            session.getAsyncRemote().sendText(text, NOBODY);
        }
    }

    private String text(String name, Comment data) {
        try {
            return mapper.writeValueAsString(new Envelope(
                    "file",
                    name,
                    "comment.created",
                    "evt_" + "0".repeat(50),
                    Instant.now().toString(),
                    data));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String path() {
        return "/plain/CHANNEL?user=NUMBER";
    }

    @Override
    public int greetings() {
        return 1;
    }

    @Override
    public String writer() {
        return "sendText";
    }

    @Override
    public void close() {}

    /** One session. Public because containers insist. */
    public static final class PlainEndpoint extends Endpoint {

        /** Made by the container. */
        public PlainEndpoint() {}

        @Override
        public void onOpen(Session session, EndpointConfig config) {
            session.setMaxIdleTimeout(0);
            sessions(config)
                    .computeIfAbsent(channel(session), none -> new CopyOnWriteArrayList<>())
                    .add(session);
            session.addMessageHandler(String.class, text -> {});
            session.getAsyncRemote().sendText("{\"type\":\"ready\"}", NOBODY);
        }

        @Override
        public void onClose(Session session, jakarta.websocket.CloseReason reason) {
            Object known = session.getUserProperties().get(LISTENERS);
            if (known instanceof Map<?, ?> all && all.get(channel(session)) instanceof List<?> of) {
                of.remove(session);
            }
        }

        @SuppressWarnings("unchecked")
        private static Map<String, List<Session>> sessions(EndpointConfig config) {
            return (Map<String, List<Session>>)
                    Objects.requireNonNull(config.getUserProperties().get(LISTENERS));
        }

        private static String channel(Session session) {
            return Objects.requireNonNull(session.getPathParameters().get("channel"));
        }
    }
}

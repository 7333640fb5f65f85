package io.bush.realtime.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bush.realtime.client.channel.Channel;
import io.bush.realtime.client.channel.ChannelHandle;
import io.bush.realtime.client.channel.ControlFrame;
import io.bush.realtime.client.channel.SubscribeOptions;
import io.bush.realtime.client.connection.ClientListener;
import io.bush.realtime.client.connection.ConnectionException;
import io.bush.realtime.client.connection.ConnectionStatus;
import io.bush.realtime.client.connection.ServerError;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A client in a manual world, with the server played by the test. */
final class ClientRig {

    static final String TOKEN = "bush_tok_canary";
    static final String ESTABLISHED = """
            {"type":"connection.established","connection_id":"conn_1","server_time":"2026-01-15T10:30:00.000Z",\
            "limits":{"max_message_bytes":16384,"max_batch":50,"subscribes_per_minute":20}}""";

    private static final ObjectMapper JSON = new ObjectMapper();

    final ManualWorld world;
    final ScriptedTransport transport = new ScriptedTransport();
    final Heard heard = new Heard();
    final BushClient client;

    ClientRig() {
        this(it -> it);
    }

    ClientRig(UnaryOperator<BushClientBuilder> settings) {
        this(new ManualWorld(), settings);
    }

    ClientRig(ManualWorld world, UnaryOperator<BushClientBuilder> settings) {
        this.world = world;
        client = settings.apply(BushClient.builder(URI.create("ws://localhost/v4/cable"))
                        .token(TOKEN)
                        .listener(heard)
                        .world(world.world(transport)))
                .build();
    }

    /** What the listener heard. */
    static final class Heard implements ClientListener {
        final List<ConnectionStatus> statuses = new ArrayList<>();
        final List<Throwable> failures = new ArrayList<>();
        final List<ServerError> errors = new ArrayList<>();
        final List<ControlFrame> controls = new ArrayList<>();
        final List<Throwable> tokenFailures = new ArrayList<>();

        @Override
        public void stateChanged(ConnectionStatus status) {
            statuses.add(status);
        }

        @Override
        public void handlerFailed(Channel channel, Throwable failure) {
            failures.add(failure);
        }

        @Override
        public void tokenFailed(Throwable failure) {
            tokenFailures.add(failure);
        }

        @Override
        public void serverError(ServerError error) {
            errors.add(error);
        }

        @Override
        public void control(ControlFrame frame) {
            controls.add(frame);
        }
    }

    /** Connects and returns the socket of the established connection. */
    ScriptedTransport.Socket connected() {
        CompletableFuture<Void> connected = client.connect().toCompletableFuture();
        ScriptedTransport.Socket socket = establish();
        assertThat(connected).isCompleted();
        return socket;
    }

    /** Lets the server accept the newest socket. */
    ScriptedTransport.Socket establish() {
        world.pump();
        ScriptedTransport.Socket socket = transport.newest();
        socket.accept();
        socket.serverSends(ESTABLISHED);
        world.pump();
        return socket;
    }

    /** Lets time pass until the client opens another socket, and returns it. */
    ScriptedTransport.Socket nextSocket() {
        int known = transport.sockets.size();
        Duration start = world.elapsed();
        world.pump();
        while (transport.sockets.size() == known) {
            assertThat(world.elapsed().minus(start))
                    .as("the client tries again")
                    .isLessThan(Duration.ofHours(2));
            world.advance(world.untilNext());
        }
        return transport.newest();
    }

    ChannelHandle subscribe(String type, String id, Consumer<ChannelHandle> setup) {
        return client.subscribe(type, id, SubscribeOptions.DEFAULT, setup);
    }

    /** Connects, subscribes to a file and confirms it at a position. */
    ChannelHandle confirmed(String id, String position, Consumer<ChannelHandle> setup) {
        ChannelHandle handle = subscribe("file", id, setup);
        ScriptedTransport.Socket socket = connected();
        socket.serverSends(confirmation(id, position, refOf(last(socket))));
        world.pump();
        return handle;
    }

    static String confirmation(String id, String position, String ref) {
        return """
               {"type":"subscription.confirmed","channel":"file","resource_id":"%s","last_event_id":"%s","ref":"%s"}""".formatted(id, position, ref);
    }

    static String event(String id, String eventId, String name, String data) {
        return """
               {"channel":"file","resource_id":"%s","event":"%s","event_id":"%s",\
               "timestamp":"2026-01-15T10:30:00.000Z","data":%s}""".formatted(id, name, eventId, data);
    }

    static String last(ScriptedTransport.Socket socket) {
        return socket.sent.get(socket.sent.size() - 1);
    }

    /** The frames of one action. */
    static List<String> sent(ScriptedTransport.Socket socket, String action) {
        return socket.sent.stream()
                .filter(it -> json(it).path("action").asText().equals(action))
                .toList();
    }

    static String refOf(String frame) {
        return json(frame).get("ref").asText();
    }

    static JsonNode json(String frame) {
        try {
            return JSON.readTree(frame);
        } catch (JsonProcessingException e) {
            throw new AssertionError(frame, e);
        }
    }

    /** Why a stage failed. */
    static ConnectionException failureOf(CompletionStage<?> stage) {
        CompletableFuture<?> future = stage.toCompletableFuture();
        assertThat(future).isCompletedExceptionally();
        try {
            future.join();
            throw new AssertionError("completed");
        } catch (CompletionException e) {
            return (ConnectionException) e.getCause();
        }
    }
}

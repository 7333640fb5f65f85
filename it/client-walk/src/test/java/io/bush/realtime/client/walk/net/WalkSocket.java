package io.bush.realtime.client.walk.net;

import io.bush.realtime.client.connection.ConnectionException;
import io.bush.realtime.client.connection.ConnectionException.Reason;
import io.bush.realtime.client.internal.transport.ClientTransport;
import io.bush.realtime.client.walk.world.Scene;
import io.bush.realtime.client.walk.world.Seen;
import io.bush.realtime.protocol.Frame;
import io.bush.realtime.transport.FrameBatch;
import io.bush.realtime.transport.Transport;
import io.bush.realtime.transport.TransportListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One socket with both of its ends: keeps order, takes time, and may break in every way. */
public final class WalkSocket implements ClientTransport.Link, Transport {

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

    private final Scene scene;
    private final String name;
    private final ClientTransport.Listener client;
    private final WalkNet net;
    private @Nullable TransportListener server;
    /** Whether the client may still hear something. */
    private boolean clientLive = true;
    /** Whether the server may. */
    private boolean serverLive;
    /** Whether nothing passes any more and nobody is told. */
    private boolean halfOpen;
    /** What the client does not take; null while it takes what comes. */
    private @Nullable List<Runnable> untaken;
    /** When the newest message arrives, in each direction. */
    private long toClientAt;

    private long toServerAt;

    public WalkSocket(Scene scene, String name, ClientTransport.Listener client, WalkNet net) {
        this.scene = scene;
        this.name = name;
        this.client = client;
        this.net = net;
        toClientAt = scene.nanos();
        toServerAt = scene.nanos();
    }

    public void attach(TransportListener opened) {
        server = opened;
        serverLive = true;
    }

    public boolean isLive() {
        return clientLive;
    }

    public boolean isConnected() {
        return clientLive && serverLive && !halfOpen;
    }

    private Duration latency() {
        return Duration.ofMillis(scene.random.nextInt(scene.weather.latencyMillis));
    }

    private void toClient(Runnable what) {
        long arrives = scene.nanos() + latency().toNanos();
        toClientAt = arrives - toClientAt > 0 ? arrives : toClientAt;
        scene.later(Duration.ofNanos(toClientAt - scene.nanos()), () -> {
            if (!halfOpen && clientLive) {
                what.run();
            }
        });
    }

    private void toServer(Runnable what) {
        long arrives = scene.nanos() + latency().toNanos();
        toServerAt = arrives - toServerAt > 0 ? arrives : toServerAt;
        scene.later(Duration.ofNanos(toServerAt - scene.nanos()), () -> {
            if (!halfOpen && serverLive) {
                what.run();
            }
        });
    }

    private TransportListener server() {
        if (server == null) {
            throw new IllegalStateException("not open");
        }
        return server;
    }

    // ---- the client's end

    public void opened() {
        toClient(client::opened);
    }

    @Override
    public void send(String text) {
        scene.detail(name, "> " + text);
        toServer(() -> server().onTextEnd(text));
    }

    @Override
    public void close(int code) {
        net.saysGoodbye();
        toServer(() -> {
            serverEnds(code);
            toClient(() -> clientEnds(ConnectionException.closed(code, "")));
        });
        scene.later(CLOSE_PATIENCE, () -> clientEnds(lost("no answer to the close")));
    }

    @Override
    public void abort() {
        clientLive = false;
        if (!halfOpen) {
            scene.later(latency(), () -> serverEnds(1006));
        }
    }

    public void clientEnds(ConnectionException why) {
        if (clientLive) {
            clientLive = false;
            net.ended(why);
            client.ended(why);
        }
    }

    // ---- the server's end

    @Override
    public void send(FrameBatch batch, Completion completion) {
        if (untaken != null || net.isSlow()) {
            untaken = untaken == null ? new ArrayList<>() : untaken;
            untaken.add(() -> send(batch));
            return;
        }
        send(batch);
        boolean gone = !serverLive;
        scene.later(Duration.ofMillis(1), () -> completion.completed(gone ? new IOException("gone") : null));
    }

    private void send(FrameBatch batch) {
        for (Frame frame : batch.frames()) {
            String text = frame.text();
            scene.detail(name, "< " + text);
            judge(text);
            toClient(() -> {
                net.received(text);
                client.message(text, text.getBytes(StandardCharsets.UTF_8).length);
            });
        }
    }

    /** What a client that keeps the rules is never told. */
    private void judge(String text) {
        if (text.contains("\"code\":\"rate_limited\"")) {
            scene.broken("3.4", name + " is told " + text);
        } else if (text.contains("\"code\":\"invalid_message\"") || text.contains("\"code\":\"unknown_action\"")) {
            scene.broken("§2", name + " is told " + text);
        }
    }

    @Override
    public void ping() {
        toClient(() -> {
            client.heard();
            toServer(() -> server().onPong());
        });
    }

    @Override
    public void close(int code, String reason) {
        net.saysGoodbye();
        if (untaken != null) {
            // It lay in buffers on the way, and is taken after all.
            untaken.forEach(Runnable::run);
            untaken = new ArrayList<>();
        }
        scene.note(name + " is closed by the server " + code);
        if (code == 4008 || code == 4009) {
            scene.broken("3.4", name + " is closed with " + code);
        }
        if (code == 4001) {
            scene.saw(Seen.TOKEN_REFUSED);
        }
        toClient(() -> clientEnds(ConnectionException.closed(code, reason)));
        scene.later(latency(), () -> serverEnds(code));
    }

    private void serverEnds(int code) {
        if (serverLive) {
            serverLive = false;
            server().onClosed(code);
        }
    }

    @Override
    public String path() {
        return "walk";
    }

    // ---- what networks do

    /** Both ends hear of it, each in its own time. */
    public void cut() {
        scene.note(name + " is cut");
        halfOpen = true;
        scene.later(200, () -> clientEnds(lost("cut")));
        scene.later(200, () -> serverEnds(1006));
    }

    /** Nobody hears of it. */
    public void breakSilently() {
        scene.note(name + " is half open");
        halfOpen = true;
    }

    /** The server's process is gone; its socket says so to the client only. */
    public void crash() {
        serverLive = false;
        halfOpen = true;
        scene.later(200, () -> clientEnds(lost("the server is gone")));
    }

    private static ConnectionException lost(String why) {
        return ConnectionException.of(Reason.LOST, why, null);
    }

    @Override
    public String toString() {
        return name;
    }
}

package io.bush.realtime.redis.kit;

import io.bush.realtime.bus.Bus;
import io.bush.realtime.bus.BusListener;
import io.bush.realtime.bus.Signal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Event;
import io.bush.realtime.it.redis.wire.RespClient;
import io.bush.realtime.redis.internal.bus.BusMessageHandler;
import io.bush.realtime.redis.internal.bus.BusMessages;
import io.bush.realtime.redis.internal.key.RedisKeys;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Brings what scripts announce over plain subscriptions, one connection and one thread for each. Thread safety: safe for use
 * by any thread; the messages of a channel come one at a time.
 */
public final class PlainBus implements Bus, BusMessages, AutoCloseable {

    private static final Duration FOR_EVER = Duration.ofHours(1);

    private final int port;
    private final RedisKeys keys;
    private final Map<Byte, BusMessageHandler> handlers = new ConcurrentHashMap<>();
    /** Guarded by this object's monitor. */
    private final List<RespClient> links = new ArrayList<>();

    /** Subscribes at the server that listens there. */
    public PlainBus(int port, RedisKeys keys) {
        this.port = port;
        this.keys = keys;
    }

    @Override
    public void handle(char kind, BusMessageHandler handler) {
        handlers.put((byte) kind, handler);
    }

    @Override
    public void listen(BusListener listener) {}

    @Override
    public synchronized CompletionStage<Void> subscribe(Channel channel) {
        RespClient link = RespClient.connect(port, FOR_EVER);
        links.add(link);
        link.call("SUBSCRIBE", keys.bus(channel));
        Thread reader = new Thread(() -> read(link, channel), "plain-bus-" + channel);
        reader.setDaemon(true);
        reader.start();
        return CompletableFuture.completedFuture(null);
    }

    private void read(RespClient link, Channel channel) {
        try {
            while (link.read() instanceof List<?> push && push.get(2) instanceof byte[] message) {
                BusMessageHandler handler = handlers.get(message[0]);
                if (handler != null) {
                    handler.onMessage(channel, message);
                }
            }
        } catch (UncheckedIOException closed) {
            // The test is over.
        }
    }

    @Override
    public void unsubscribe(Channel channel) {
        throw new UnsupportedOperationException("no test of a store unsubscribes");
    }

    @Override
    public CompletionStage<Void> announce(Event event) {
        throw new UnsupportedOperationException("no store announces events");
    }

    @Override
    public CompletionStage<Void> signal(Signal signal) {
        throw new UnsupportedOperationException("no store sends signals");
    }

    @Override
    public synchronized void close() {
        links.forEach(RespClient::close);
    }
}

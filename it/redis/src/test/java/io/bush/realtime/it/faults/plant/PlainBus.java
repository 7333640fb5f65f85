package io.bush.realtime.it.faults.plant;

import io.bush.realtime.bus.Bus;
import io.bush.realtime.bus.BusListener;
import io.bush.realtime.bus.Signal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Event;
import io.bush.realtime.it.redis.wire.RespClient;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The least bus over Redis that keeps its promises: it waits for each ack, and says so after it had to connect anew. */
final class PlainBus implements Bus, AutoCloseable {

    private static final Duration NO_END = Duration.ofDays(1);

    private final int port;
    // All guarded by this.
    private final Map<String, Channel> wanted = new LinkedHashMap<>();
    private final Map<String, CompletableFuture<Void>> acks = new LinkedHashMap<>();
    private @Nullable RespClient link;
    private @Nullable BusListener listener;
    private boolean closed;

    PlainBus(int port) {
        this.port = port;
        Thread reader = new Thread(this::readAll, "plain-bus");
        reader.setDaemon(true);
        reader.start();
    }

    @Override
    public synchronized void listen(BusListener hears) {
        listener = hears;
    }

    @Override
    public CompletionStage<Void> subscribe(Channel channel) {
        CompletableFuture<Void> ack = new CompletableFuture<>();
        RespClient open;
        synchronized (this) {
            wanted.put(PlainLog.busName(channel), channel);
            acks.put(PlainLog.busName(channel), ack);
            open = link;
        }
        if (open != null) {
            ask(open, List.of(PlainLog.busName(channel)));
        }
        return ack;
    }

    @Override
    public synchronized void unsubscribe(Channel channel) {
        wanted.remove(PlainLog.busName(channel));
    }

    @Override
    public CompletionStage<Void> announce(Event event) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> signal(Signal signal) {
        return CompletableFuture.completedFuture(null);
    }

    private static void ask(RespClient open, List<String> names) {
        try {
            for (String name : names) {
                open.send("SUBSCRIBE", name);
            }
        } catch (UncheckedIOException broken) {
            // The reader connects anew and asks for all.
        }
    }

    private void readAll() {
        while (true) {
            try (RespClient open = RespClient.connect(port, NO_END)) {
                List<String> names;
                synchronized (this) {
                    if (closed) {
                        return;
                    }
                    link = open;
                    names = List.copyOf(wanted.keySet());
                }
                ask(open, names);
                while (true) {
                    heard((List<?>) open.read());
                }
            } catch (UncheckedIOException broken) {
                synchronized (this) {
                    link = null;
                    if (closed) {
                        return;
                    }
                }
            }
        }
    }

    private void heard(@Nullable List<?> message) {
        if (message == null) {
            return;
        }
        String kind = text(message.get(0));
        String name = text(message.get(1));
        Channel channel;
        BusListener hears;
        CompletableFuture<Void> ack = null;
        synchronized (this) {
            channel = wanted.get(name);
            hears = listener;
            if (kind.equals("subscribe")) {
                ack = acks.remove(name);
            }
        }
        if (ack != null) {
            ack.complete(null);
        } else if (channel != null && hears != null) {
            if (kind.equals("subscribe")) {
                hears.onMaybeLost(channel);
            } else {
                hears.onEvent(PlainLog.parse(channel, text(message.get(2))));
            }
        }
    }

    private static String text(@Nullable Object word) {
        return word instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : String.valueOf(word);
    }

    @Override
    public void close() {
        RespClient open;
        synchronized (this) {
            closed = true;
            open = link;
        }
        if (open != null) {
            open.close();
        }
    }
}

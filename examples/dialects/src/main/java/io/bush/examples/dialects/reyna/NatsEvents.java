package io.bush.examples.dialects.reyna;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.Consumer;
import io.nats.client.Dispatcher;
import io.nats.client.ErrorListener;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seed 003's source of events: a NATS server, core subjects. Servers of one hub share the work, each event is taken by one of them.
 * NATS keeps nothing for who is away, so whatever may have been lost is said: after each interruption, and when more came than could
 * be taken, every client hears a reset. The server starts without NATS and finds it when it is there. Thread safety: any thread;
 * events are routed one after the other.
 */
public final class NatsEvents implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NatsEvents.class);
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final List<String> SUBJECTS = List.of("blob.>", "processor.>", "book.>", "conversation.>");
    private static final String GROUP = "bush";
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int MOST_WAITING = 10_000;
    private static final int MOST_WAITING_BYTES = 16 << 20;
    /** The largest event there is, see docs/protocol.md. */
    private static final int LARGEST = 64 * 1024;

    private final ReynaEvents events;
    private volatile boolean up;
    /** Whether the log has it that the server is away; each time once, however often it is tried. */
    private final AtomicBoolean toldAway = new AtomicBoolean();
    /** Known with its first event, which comes from the driver's threads; null before. Guarded by this. */
    private @Nullable Connection connection;
    /** Takes what comes; null until the first link is up. Guarded by this. */
    private @Nullable Dispatcher dispatcher;
    /** Whether this is over. Guarded by this. */
    private boolean closed;

    private NatsEvents(ReynaEvents events) {
        this.events = events;
    }

    /**
     * Follows a server.
     *
     * @param address {@code nats://host:4222}
     * @param events routes what comes
     * @param retry how long to wait before the next try, when it is away
     */
    public static NatsEvents follow(String address, ReynaEvents events, Duration retry) throws InterruptedException {
        NatsEvents source = new NatsEvents(events);
        Options options = Options.builder()
                .server(address)
                .connectionName("bush-realtime dialects")
                .maxReconnects(-1)
                .reconnectWait(retry)
                .pingInterval(Duration.ofSeconds(10))
                .connectionTimeout(PATIENCE)
                .connectionListener(source::heard)
                .errorListener(source.new Losses())
                .build();
        Nats.connectAsynchronously(options, true);
        return source;
    }

    /** Tells whether the source can be heard now. */
    public boolean isUp() {
        return up;
    }

    private void heard(Connection link, ConnectionListener.Events what) {
        if (!own(link)) {
            return;
        }
        switch (what) {
            case CONNECTED -> begin(link);
            case RECONNECTED -> {
                // Until the driver has subscribed again, unless it never had.
                if (!hasBegun()) {
                    begin(link);
                }
            }
            case RESUBSCRIBED -> listening(link);
            case DISCONNECTED -> away("the link is gone");
            case CLOSED -> up = false;
            default -> {
                // About servers, not about what is heard.
            }
        }
    }

    private void away(String why) {
        up = false;
        if (toldAway.compareAndSet(false, true)) {
            LOG.warn("NATS is away ({}): only what happens on this hub is told until it is back", why);
        }
    }

    private synchronized boolean hasBegun() {
        return dispatcher != null;
    }

    /** Takes hold of the link, or closes one that came too late. */
    private boolean own(Connection link) {
        synchronized (this) {
            connection = link;
            if (!closed) {
                return true;
            }
        }
        close();
        return false;
    }

    private void begin(Connection link) {
        synchronized (this) {
            dispatcher = link.createDispatcher(this::take);
            dispatcher.setPendingLimits(MOST_WAITING, MOST_WAITING_BYTES);
            for (String subject : SUBJECTS) {
                dispatcher.subscribe(subject, GROUP);
            }
        }
        listening(link);
    }

    /** From here on nothing is missed; of what was before, nobody knows. */
    private void listening(Connection link) {
        if (answers(link)) {
            tellThatSomethingMayBeLost();
            if (toldAway.getAndSet(false) || !up) {
                LOG.info("NATS is there");
            }
            up = true;
        }
    }

    /** Waits for the server, however slow it is; false when the link is gone, and the next one begins anew. */
    private static boolean answers(Connection link) {
        while (link.getStatus() == Connection.Status.CONNECTED) {
            try {
                link.flush(PATIENCE);
                return true;
            } catch (TimeoutException late) {
                LOG.warn("NATS does not answer yet");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
    }

    /** Waits until it is told: whoever comes when the source is up has missed nothing, and hears of nothing. */
    private void tellThatSomethingMayBeLost() {
        try {
            events.mayHaveLost("source_interrupted").toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException failure) {
            LOG.warn("that events may be lost is not told yet: {}", failure.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What the driver lost, or the server did. */
    private final class Losses implements ErrorListener {

        @Override
        public void slowConsumerDetected(Connection link, Consumer consumer) {
            LOG.warn("more events came than could be taken");
            var unused = events.mayHaveLost("source_too_fast");
        }

        @Override
        public void exceptionOccurred(Connection link, Exception failure) {
            LOG.debug("NATS", failure);
            if (!up && failure instanceof IOException) {
                away(String.valueOf(failure.getMessage()));
            }
        }

        @Override
        public void errorOccurred(Connection link, String error) {
            LOG.warn("NATS: {}", error);
        }
    }

    /** Not under the lock: the driver waits for whoever is telling us something, who may wait for the lock. */
    @Override
    public void close() {
        Connection link;
        synchronized (this) {
            closed = true;
            up = false;
            link = connection;
        }
        if (link != null) {
            try {
                link.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void take(Message message) {
        byte[] bytes = message.getData();
        if (bytes == null || bytes.length > LARGEST) {
            events.skip();
            return;
        }
        JsonNode data;
        try {
            data = JSON.readTree(bytes);
        } catch (IOException malformed) {
            events.skip();
            return;
        }
        String id = message.getHeaders() == null ? null : message.getHeaders().getFirst("Nats-Msg-Id");
        events.route(message.getSubject(), data, id);
    }
}

package io.bush.examples.review;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.examples.review.http.Json;
import io.bush.realtime.ConnectionGate;
import io.bush.realtime.Publication;
import io.bush.realtime.PublicationContent;
import io.bush.realtime.PublishResult;
import io.bush.realtime.RealtimeNode;
import io.bush.realtime.auth.AccessSelector;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.observe.Health;
import io.bush.realtime.observe.LimiterFigures;
import io.bush.realtime.observe.NodeStats;
import io.bush.realtime.protocol.CloseCode;
import io.bush.realtime.transport.Admission;
import io.bush.realtime.transport.Handshake;
import io.bush.realtime.transport.Transport;
import io.bush.realtime.transport.TransportListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** A node that writes down what it is told. Thread safety: any thread. */
public final class RecordingNode implements RealtimeNode {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** In the order they came; guarded by {@code lock}. */
    private final List<Heard> heard = new ArrayList<>();

    /** An event, or a change of access under the name of the method. */
    public record Heard(Channel channel, String event, JsonNode data, boolean durable) {}

    /** Returns what was heard so far on a channel, in order. */
    public List<Heard> on(String channel) {
        lock.lock();
        try {
            return heard.stream()
                    .filter(one -> one.channel().name().equals(channel))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    public List<String> durableNamesOn(String channel) {
        return on(channel).stream().filter(Heard::durable).map(Heard::event).toList();
    }

    /** Waits until something was heard. */
    public Heard await(String channel, String event) {
        return await(channel, one -> one.event().equals(event));
    }

    public Heard await(String channel, Predicate<Heard> wanted) {
        long nanos = TimeUnit.SECONDS.toNanos(10);
        lock.lock();
        try {
            while (true) {
                Optional<Heard> found = on(channel).stream().filter(wanted).findFirst();
                if (found.isPresent()) {
                    return found.get();
                }
                if (nanos <= 0) {
                    throw new AssertionError("not heard on " + channel + "; heard there: " + on(channel));
                }
                nanos = changed.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            lock.unlock();
        }
    }

    private void hear(Heard one) {
        lock.lock();
        try {
            heard.add(one);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private CompletionStage<AccessChange> access(String change, Channel channel) {
        hear(new Heard(channel, change, Json.MAPPER.nullNode(), true));
        return CompletableFuture.completedFuture(AccessChange.RECORDED);
    }

    private static Channel named(AccessSelector who) {
        if (who instanceof AccessSelector.OfUser user) {
            return new Channel("user", user.userId());
        }
        return who instanceof AccessSelector.OfChannel one ? one.channel() : new Channel("tag", who.toString());
    }

    @Override
    public CompletionStage<PublishResult> publish(Publication publication) {
        JsonNode data = Json.MAPPER.valueToTree(PublicationContent.data(publication));
        boolean durable = !PublicationContent.isVolatile(publication);
        hear(new Heard(publication.channel(), publication.event(), data, durable));
        return CompletableFuture.completedFuture(new PublishResult.Volatile());
    }

    @Override
    public CompletionStage<Boolean> isOnline(String userId) {
        return CompletableFuture.completedFuture(false);
    }

    @Override
    public CompletionStage<Optional<String>> position(Channel channel) {
        long durable = on(channel.name()).stream().filter(Heard::durable).count();
        return CompletableFuture.completedFuture(Optional.of("evt_" + durable));
    }

    @Override
    public CompletionStage<AccessChange> permissionsChanged(AccessSelector who) {
        return access("permissionsChanged", named(who));
    }

    @Override
    public CompletionStage<AccessChange> revoke(AccessSelector who) {
        return access("revoke", named(who));
    }

    @Override
    public CompletionStage<AccessChange> closeChannel(Channel channel) {
        return access("closeChannel", channel);
    }

    @Override
    public CompletionStage<AccessChange> disconnectUser(String userId, CloseCode code) {
        return access("disconnect", new Channel("user", userId));
    }

    @Override
    public boolean disconnect(String connectionId, CloseCode code) {
        return false;
    }

    @Override
    public NodeStats stats() {
        return new NodeStats(0, 0, 0, 0, 0, Map.of(), 0, new NodeStats.Counts(0, 0, 0, 0, 0, 0), Map.of());
    }

    @Override
    public Optional<LimiterFigures> limiterFigures(String connectionId) {
        return Optional.empty();
    }

    @Override
    public boolean resetLimits(String connectionId) {
        return false;
    }

    @Override
    public Health health() {
        return new Health(Health.Status.UP, "recording");
    }

    @Override
    public ConnectionGate gate() {
        return new ConnectionGate() {
            @Override
            public Admission admit(Handshake handshake) {
                throw new IllegalStateException("no sockets here");
            }

            @Override
            public CompletionStage<Admission> checkToken(Handshake handshake) {
                throw new IllegalStateException("no sockets here");
            }

            @Override
            public TransportListener open(Handshake handshake, Transport transport) {
                throw new IllegalStateException("no sockets here");
            }
        };
    }

    @Override
    public CompletionStage<Void> drain(Duration within) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {}
}

package io.bush.realtime.presence;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.time.NodeRuntime;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The presence of a single node, in memory. */
public final class InMemoryPresenceStore implements PresenceStore {

    private InMemoryPresenceStore(NodeRuntime runtime) {
        Objects.requireNonNull(runtime);
    }

    /**
     * Starts an empty store.
     *
     * @param runtime the node's time, threads and randomness
     * @return the store
     */
    public static InMemoryPresenceStore start(NodeRuntime runtime) {
        return new InMemoryPresenceStore(runtime);
    }

    @Override
    public void listen(PresenceListener listener) {}

    @Override
    public CompletionStage<Void> update(Channel channel, PresenceHolder holder, Payload state, Duration lease) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> leave(Channel channel, PresenceHolder holder, Duration grace) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<List<Channel>> renew(PresenceHolder holder, List<Channel> channels, Duration lease) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Optional<Duration>> sweep(Channel channel) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<PresenceSnapshot> snapshot(Channel channel) {
        throw new UnsupportedOperationException();
    }

    /** Ends the store; it leaves no timer. */
    public void close() {}
}

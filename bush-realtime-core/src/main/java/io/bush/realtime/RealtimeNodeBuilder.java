package io.bush.realtime;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bush.realtime.auth.Authenticator;
import io.bush.realtime.auth.ChannelAuthorizer;
import io.bush.realtime.backplane.Backplane;
import io.bush.realtime.channel.ChannelType;
import io.bush.realtime.channel.ChannelTypes;
import io.bush.realtime.observe.RealtimeListener;
import io.bush.realtime.time.NodeRuntime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Describes a {@link RealtimeNode}. Required: {@link #authenticator} and {@link #authorizer}; everything else has the
 * contract's defaults. Thread safety: for one thread.
 */
public final class RealtimeNodeBuilder {

    private @Nullable Authenticator authenticator;
    private @Nullable ChannelAuthorizer authorizer;
    private ChannelTypes types = ChannelTypes.defaults();
    private final Map<String, ChannelAuthorizer> authorizersByType = new LinkedHashMap<>();
    private RealtimeSettings settings = RealtimeSettings.DEFAULT;
    private RealtimeListener listener = RealtimeListener.NONE;
    private Backplane.Factory backplane = Backplane.inMemory();
    private ObjectMapper mapper = JsonMapper.builder().findAndAddModules().build();
    private @Nullable NodeRuntime runtime;

    RealtimeNodeBuilder() {}

    /**
     * Sets who judges tokens. Required.
     *
     * @param judge the application's authenticator
     * @return this
     */
    public RealtimeNodeBuilder authenticator(Authenticator judge) {
        authenticator = Objects.requireNonNull(judge, "authenticator");
        return this;
    }

    /**
     * Sets who judges subscriptions to every channel type without an authorizer of its own. Required.
     *
     * @param judge the application's authorizer, for example a {@link io.bush.realtime.auth.ProjectAuthorizer}
     * @return this
     */
    public RealtimeNodeBuilder authorizer(ChannelAuthorizer judge) {
        authorizer = Objects.requireNonNull(judge, "authorizer");
        return this;
    }

    /**
     * Adds a channel type, or replaces one of the same name.
     *
     * @param type the type
     * @return this
     */
    public RealtimeNodeBuilder channelType(ChannelType type) {
        types = types.with(type);
        return this;
    }

    /**
     * Adds a channel type with an authorizer of its own, or replaces one of the same name.
     *
     * @param type the type
     * @param judge who judges subscriptions to it
     * @return this
     */
    public RealtimeNodeBuilder channelType(ChannelType type, ChannelAuthorizer judge) {
        types = types.with(type);
        authorizersByType.put(type.name(), Objects.requireNonNull(judge, "authorizer"));
        return this;
    }

    /**
     * Sets every figure.
     *
     * @param figures the settings
     * @return this
     */
    public RealtimeNodeBuilder settings(RealtimeSettings figures) {
        settings = Objects.requireNonNull(figures, "settings");
        return this;
    }

    /**
     * Sets who hears what the node does.
     *
     * @param hears the listener
     * @return this
     */
    public RealtimeNodeBuilder listener(RealtimeListener hears) {
        listener = Objects.requireNonNull(hears, "listener");
        return this;
    }

    /**
     * Sets what the nodes of a system share. The default is this process's memory, for a single node.
     *
     * @param factory makes the backplane when the node is built
     * @return this
     */
    public RealtimeNodeBuilder backplane(Backplane.Factory factory) {
        backplane = Objects.requireNonNull(factory, "backplane");
        return this;
    }

    /**
     * Sets the mapper that writes events' data.
     *
     * @param writer the mapper; not changed and not closed
     * @return this
     */
    public RealtimeNodeBuilder objectMapper(ObjectMapper writer) {
        mapper = Objects.requireNonNull(writer, "objectMapper");
        return this;
    }

    /**
     * Sets time, threads and randomness. The default starts a timer thread and a few daemon threads that the node closes;
     * what is set here the node does not close.
     *
     * @param world the runtime
     * @return this
     */
    public RealtimeNodeBuilder runtime(NodeRuntime world) {
        runtime = Objects.requireNonNull(world, "runtime");
        return this;
    }

    /**
     * Builds and starts the node.
     *
     * @return the running node
     * @throws IllegalStateException when a required part is missing; the message names it
     */
    public RealtimeNode build() {
        if (authenticator == null) {
            throw new IllegalStateException("authenticator is not set: say who judges tokens");
        }
        if (authorizer == null) {
            throw new IllegalStateException("authorizer is not set: say who judges subscriptions");
        }
        throw new IllegalStateException("no engine yet for " + types.all() + settings + listener + backplane + mapper
                + runtime + authorizersByType);
    }
}

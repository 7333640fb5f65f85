package io.bush.realtime.internal.action;

import io.bush.realtime.auth.Authenticator;
import io.bush.realtime.backplane.ConnectionLeases;
import io.bush.realtime.bus.Bus;
import io.bush.realtime.channel.ChannelTypes;
import io.bush.realtime.internal.call.CallRunner;
import io.bush.realtime.internal.connection.NodeContext;
import io.bush.realtime.internal.hub.Hub;
import io.bush.realtime.internal.outage.Outage;
import io.bush.realtime.lock.CommentChannels;
import io.bush.realtime.lock.EditLocks;
import io.bush.realtime.presence.PresenceStore;
import org.jspecify.annotations.Nullable;

/** What the actions of every connection share. Thread safety: as its parts. */
public record ActionContext(
        NodeContext node,
        Hub hub,
        ChannelTypes types,
        Authenticator authenticator,
        Authorizers authorizers,
        Outage outage,
        ConnectionLeases leases,
        Bus bus,
        PresenceStore presence,
        EditLocks locks,
        @Nullable CommentChannels comments,
        CallRunner calls) {}

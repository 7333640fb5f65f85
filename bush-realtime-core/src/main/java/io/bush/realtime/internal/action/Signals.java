package io.bush.realtime.internal.action;

import io.bush.realtime.auth.Grant.Right;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.bus.Signal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelType.Feature;
import io.bush.realtime.internal.connection.Connection;
import io.bush.realtime.protocol.ClientMessage;
import io.bush.realtime.protocol.ErrorCode;
import io.bush.realtime.protocol.ServerMessage.Failure.Context;

/**
 * The {@code signal} action of one connection: passed on and forgotten (contract §2, §3.10). Thread safety: on the
 * connection's lane only.
 */
final class Signals {

    private final Connection connection;
    private final ActionContext context;
    private final Standing standing;

    Signals(Connection connection, ActionContext context, Standing standing) {
        this.connection = connection;
        this.context = context;
        this.standing = standing;
    }

    void act(ClientMessage.Signal message) {
        Channel channel = message.channel();
        Principal who = connection.principal();
        ErrorCode refusal = standing.refusal(channel, Feature.SIGNALS, Right.SIGNAL);
        if (refusal != null || who == null || who instanceof Principal.ShareGuest) {
            ErrorCode why = refusal == null ? ErrorCode.FORBIDDEN : refusal;
            fail(message, why, Standing.reason(why));
            return;
        }
        if (context.hub().subscriberCount(channel)
                > context.node().settings().presence().signallers()) {
            fail(message, ErrorCode.NOT_SUPPORTED, "too many subscribers for signals");
            return;
        }
        context.bus()
                .signal(new Signal(channel, message.event(), who, message.data(), connection.id()))
                .whenComplete((sent, failure) -> {
                    if (failure != null) {
                        context.node().listener().failed("Bus.signal", failure);
                        fail(message, ErrorCode.TEMPORARILY_UNAVAILABLE, "the signal could not be sent just now");
                    }
                });
    }

    private void fail(ClientMessage.Signal message, ErrorCode code, String why) {
        connection.fail(code, why, Context.of(message).in(message.channel()));
    }
}

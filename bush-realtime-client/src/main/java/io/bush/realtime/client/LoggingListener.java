package io.bush.realtime.client;

import io.bush.realtime.client.channel.Channel;
import io.bush.realtime.client.connection.ClientListener;
import io.bush.realtime.client.connection.ConnectionStatus;
import io.bush.realtime.client.connection.ServerError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a client without a listener has: nothing that goes wrong goes by unseen. Thread safety: immutable. */
final class LoggingListener implements ClientListener {

    private static final Logger LOG = LoggerFactory.getLogger(BushClient.class);

    @Override
    public void stateChanged(ConnectionStatus status) {
        if (status.cause() == null) {
            LOG.debug("{}", status.state());
        } else {
            LOG.warn("{}: {}", status.state(), status.cause().reason());
        }
    }

    @Override
    public void handlerFailed(Channel channel, Throwable failure) {
        LOG.warn("A handler of {} failed", channel, failure);
    }

    @Override
    public void serverError(ServerError error) {
        LOG.warn("The server refused {}: {}", error.action(), error.code());
    }
}

package io.bush.realtime.benchmarks.loopback;

import io.bush.realtime.Publication;
import io.bush.realtime.RealtimeNode;
import io.bush.realtime.RealtimeSettings;
import io.bush.realtime.auth.Authentication;
import io.bush.realtime.auth.Grant;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.jakarta.BushOptions;
import io.bush.realtime.jakarta.BushRealtime;
import io.bush.realtime.transport.ConnectionLimits;
import jakarta.servlet.ServletContext;
import java.util.concurrent.CompletableFuture;

/** Ours: a node with its defaults, but for the address limits, because every client has the same address. */
final class NodeSink implements Sink {

    private final RealtimeNode node = RealtimeNode.builder()
            .authenticator(asked -> CompletableFuture.completedFuture(
                    new Authentication(new Principal.Member(asked.token(), null, null), null)))
            .authorizer((principal, channel) -> CompletableFuture.completedFuture(Grant.allow("project:proj_x")))
            .settings(RealtimeSettings.DEFAULT.with(ConnectionLimits.DEFAULT.withAddressLimits(10_000, 10_000)))
            .build();

    private final BushOptions.SocketPath socketPath;

    NodeSink(BushOptions.SocketPath socketPath) {
        this.socketPath = socketPath;
    }

    void register(ServletContext servlets) {
        var unused =
                BushRealtime.register(servlets, "/v4/realtime", node.gate(), BushOptions.DEFAULT.withPath(socketPath));
    }

    @Override
    public void publish(int channel, Comment data) {
        var unused = node.publish(
                Publication.of(new Channel("file", BenchServer.channelId(channel)), "comment.created", data));
    }

    @Override
    public String path() {
        return "/v4/realtime?token=user_NUMBER";
    }

    @Override
    public int greetings() {
        return 2;
    }

    @Override
    public String writer() {
        return node.stats().transportPaths().keySet().toString();
    }

    @Override
    public void close() {
        node.close();
    }
}

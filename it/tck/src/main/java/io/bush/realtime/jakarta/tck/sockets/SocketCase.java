package io.bush.realtime.jakarta.tck.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.client.BushClient;
import io.bush.realtime.client.BushClientBuilder;
import io.bush.realtime.it.relay.Relay;
import io.bush.realtime.jakarta.tck.ContainerHarness;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** A server, a relay before it and clients that reach it through that; every client is judged after the test. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
abstract class SocketCase {

    static final Channel FILE = new Channel("file", "file_1");

    private final List<Watched> clients = new ArrayList<>();
    private @Nullable Site site;
    private @Nullable Relay relay;
    private int published;

    abstract ContainerHarness container();

    /** The server; not started by itself. */
    Site site() {
        Site mine = site;
        if (mine == null) {
            mine = new Site(container());
            site = mine;
        }
        return mine;
    }

    /** The way to the server. */
    Relay relay() {
        Relay mine = relay;
        if (mine == null) {
            mine = Relay.to(site().port());
            relay = mine;
        }
        return mine;
    }

    /** A client of that way, with Anna's token. */
    BushClientBuilder toRelay() {
        return toPort(relay().port()).token("anna.1");
    }

    static BushClientBuilder toPort(int port) {
        return BushClient.builder(URI.create("ws://127.0.0.1:" + port + ContainerHarness.PATH));
    }

    static URI polls(int port) {
        return URI.create("http://127.0.0.1:" + port + ContainerHarness.POLLING + "/events/poll");
    }

    Watched watch(BushClientBuilder builder) {
        Watched watched = new Watched(builder, site().published());
        clients.add(watched);
        return watched;
    }

    /** Publishes some events to a channel. */
    void publish(Channel channel, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            published++;
            site().publish(channel, published);
        }
    }

    void publish(int count) throws Exception {
        publish(FILE, count);
    }

    @AfterEach
    void judgeAndEnd() throws Exception {
        try {
            for (Watched watched : clients) {
                assertThat(watched.verdict()).as("what is wrong").isEmpty();
            }
        } finally {
            clients.forEach(Watched::close);
            if (relay != null) {
                relay.close();
            }
            if (site != null) {
                site.stop();
            }
        }
    }
}

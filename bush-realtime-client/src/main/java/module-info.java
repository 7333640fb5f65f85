import org.jspecify.annotations.NullMarked;

/** The Java client of bush-realtime. */
@NullMarked
module io.bush.realtime.client {
    requires transitive com.fasterxml.jackson.databind;
    requires transitive java.net.http;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports io.bush.realtime.client;
    exports io.bush.realtime.client.call;
    exports io.bush.realtime.client.channel;
    exports io.bush.realtime.client.connection;
    exports io.bush.realtime.client.lock;
    exports io.bush.realtime.client.optimistic;
    exports io.bush.realtime.client.presence;
    exports io.bush.realtime.client.signal;
}

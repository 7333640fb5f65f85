import org.jspecify.annotations.NullMarked;

/** Channels, replay, presence and fan-out of bush-realtime, without I/O. */
@NullMarked
module io.bush.realtime {
    requires transitive com.fasterxml.jackson.databind;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports io.bush.realtime;
    exports io.bush.realtime.auth;
    exports io.bush.realtime.backplane;
    exports io.bush.realtime.bus;
    exports io.bush.realtime.call;
    exports io.bush.realtime.channel;
    exports io.bush.realtime.eventlog;
    exports io.bush.realtime.lock;
    exports io.bush.realtime.observe;
    exports io.bush.realtime.polling;
    exports io.bush.realtime.presence;
    exports io.bush.realtime.protocol;
    exports io.bush.realtime.ratelimit;
    exports io.bush.realtime.time;
    exports io.bush.realtime.transport;
}

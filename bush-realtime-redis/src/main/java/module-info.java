import org.jspecify.annotations.NullMarked;

/** The back end of bush-realtime for several nodes, over Redis. */
@NullMarked
@SuppressWarnings("requires-transitive-automatic") // ClientResources is lettuce's, and lettuce has no module-info
module io.bush.realtime.redis {
    requires transitive io.bush.realtime;
    requires transitive lettuce.core;
    requires io.netty.common;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports io.bush.realtime.redis;
}

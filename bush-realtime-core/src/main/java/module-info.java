import org.jspecify.annotations.NullMarked;

/** Channels, replay, presence and fan-out of bush-realtime, without I/O. */
@NullMarked
module io.bush.realtime {
    requires transitive com.fasterxml.jackson.databind;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports io.bush.realtime;
}

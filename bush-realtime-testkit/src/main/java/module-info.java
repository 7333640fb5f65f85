import org.jspecify.annotations.NullMarked;

/** Contract tests and test doubles for every seam of bush-realtime. */
@NullMarked
module io.bush.realtime.testkit {
    requires transitive io.bush.realtime;
    requires transitive org.assertj.core;
    requires transitive org.junit.jupiter.api;
    requires static transitive org.jspecify;
    // For testkit.history, which only our own tests use; nobody else needs them.
    requires static net.bytebuddy;
    requires static net.bytebuddy.agent;
    requires static java.instrument;

    exports io.bush.realtime.testkit;
    exports io.bush.realtime.testkit.contract;
    exports io.bush.realtime.testkit.contract.lock;
    exports io.bush.realtime.testkit.contract.presence;
    exports io.bush.realtime.testkit.forwarding;
}

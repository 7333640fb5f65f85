package io.bush.realtime.redis.kit;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What lettuce and Netty warn the application's log of, from when this is made until it is closed. Thread safety: any thread. */
public final class LoggedWarnings implements AutoCloseable {

    /** Held, because java.util.logging forgets loggers that nobody holds, and their handlers with them. */
    private final List<Logger> loggers = List.of(Logger.getLogger("io.lettuce"), Logger.getLogger("io.netty"));

    private final Queue<String> warnings = new ConcurrentLinkedQueue<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
                warnings.add(entry.getLoggerName() + ": " + entry.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    /** Begins to listen. */
    public LoggedWarnings() {
        loggers.forEach(logger -> logger.addHandler(handler));
    }

    /** Each as {@code logger: message}, oldest first. */
    public List<String> all() {
        return List.copyOf(warnings);
    }

    @Override
    public void close() {
        loggers.forEach(logger -> logger.removeHandler(handler));
    }
}

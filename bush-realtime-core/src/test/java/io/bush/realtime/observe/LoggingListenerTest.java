package io.bush.realtime.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

class LoggingListenerTest {

    private final Lines log = new Lines();
    private final LoggingListener listener = new LoggingListener(log);

    /** A log that is kept. */
    private static final class Lines extends LegacyAbstractLogger {

        private static final long serialVersionUID = 1L;

        private final transient List<String> written = new ArrayList<>();

        List<String> from(Level level) {
            return written.stream().filter(it -> it.startsWith(level.name())).toList();
        }

        @Override
        protected String getFullyQualifiedCallerName() {
            return LoggingListener.class.getName();
        }

        @Override
        protected void handleNormalizedLoggingCall(
                Level level, Marker marker, String message, Object[] arguments, Throwable failure) {
            String text = MessageFormatter.basicArrayFormat(message, arguments);
            written.add(level + " " + text + (failure == null ? "" : " " + failure));
        }

        @Override
        public boolean isTraceEnabled() {
            return true;
        }

        @Override
        public boolean isDebugEnabled() {
            return true;
        }

        @Override
        public boolean isInfoEnabled() {
            return true;
        }

        @Override
        public boolean isWarnEnabled() {
            return true;
        }

        @Override
        public boolean isErrorEnabled() {
            return true;
        }
    }

    @Test
    void whatFailsIsAWarningThatSaysWhy() {
        listener.failed("EventLog.append", new IllegalStateException("Redis has no memory left"));

        assertThat(log.from(Level.WARN))
                .containsExactly(
                        "WARN EventLog.append failed: java.lang.IllegalStateException: Redis has no memory left");
    }

    @Test
    void inAnOutageThereIsOneWarningAndOneWordOfItsEnd() {
        listener.degraded(new IllegalStateException("no answer within PT1S"));
        for (int i = 0; i < 100; i++) {
            listener.failed("EventLog.append", new IllegalStateException("not sent"));
        }
        listener.restored(Duration.ofSeconds(3));
        listener.failed("EventLog.append", new IllegalStateException("again"));

        assertThat(log.from(Level.WARN))
                .containsExactly(
                        "WARN clients are told that live events are uncertain: java.lang.IllegalStateException: no answer"
                                + " within PT1S",
                        "WARN EventLog.append failed: java.lang.IllegalStateException: again");
        assertThat(log.from(Level.INFO))
                .containsExactly("INFO clients are told that live events are certain again, after 3000 ms");
    }

    @Test
    void whatATokensJudgeOrACallQuotesIsNotLoggedAtAnyLevel() {
        listener.failed("Authenticator", new CompletionException(new IllegalArgumentException("bad token eyJhbGciOi")));
        listener.failed("call send_message", new IllegalArgumentException("what the client wrote: eyJhbGciOi"));

        assertThat(log.from(Level.WARN))
                .containsExactly(
                        "WARN Authenticator failed: java.util.concurrent.CompletionException",
                        "WARN call send_message failed: java.lang.IllegalArgumentException");
        assertThat(log.written).noneMatch(it -> it.contains("eyJ"));
    }
}

package io.bush.realtime.jakarta.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WriterChoiceTest {

    private final Session session = mock(Session.class);
    private final ScriptedPath fast = new ScriptedPath();

    @BeforeEach
    void giveTheSessionARemote() {
        when(session.getAsyncRemote()).thenReturn(mock(RemoteEndpoint.Async.class));
    }

    @Test
    void takesTheHighestRungThatWorks() {
        assertThat(new WriterChoice(Rung.JETTY_WIRE, fast).writer(session).path())
                .isEqualTo("jetty-wire");
    }

    @Test
    void fallsOneRungWhenTheTrialWritesSomethingElse() {
        fast.works.put(Rung.JETTY_WIRE, false);

        assertThat(new WriterChoice(Rung.JETTY_WIRE, fast).writer(session).path())
                .isEqualTo("jetty-batch");
    }

    @Test
    void staysPortableWhereTheContainerIsAnother() {
        fast.trialFailure = new NoClassDefFoundError("org/eclipse/jetty/websocket/core/CoreSession");

        assertThat(new WriterChoice(Rung.JETTY_WIRE, fast).writer(session).path())
                .isEqualTo("portable");
        assertThat(fast.bound).isEmpty();
    }

    @Test
    void staysPortableWhenToldTo() {
        assertThat(new WriterChoice(Rung.PORTABLE, fast).writer(session).path()).isEqualTo("portable");
        assertThat(fast.tried).isEmpty();
    }

    @Test
    void neverGoesAboveTheRungItIsGiven() {
        assertThat(new WriterChoice(Rung.JETTY_BATCH, fast).writer(session).path())
                .isEqualTo("jetty-batch");
        assertThat(fast.tried).containsExactly(Rung.JETTY_BATCH);
    }

    @Test
    void writesToAnotherContainersSessionsPortablyWithoutGivingUp() {
        WriterChoice choice = new WriterChoice(Rung.JETTY_WIRE, fast);
        fast.known = false;

        assertThat(choice.writer(session).path()).isEqualTo("portable");
        fast.known = true;
        assertThat(choice.writer(session).path()).isEqualTo("jetty-wire");
    }

    @Test
    void neverTriesAgainWhatCannotBeLinked() {
        WriterChoice choice = new WriterChoice(Rung.JETTY_WIRE, fast);
        fast.bindFailure = new NoSuchMethodError("sendFrame");

        assertThat(choice.writer(session).path()).isEqualTo("portable");
        assertThat(choice.writer(session).path()).isEqualTo("portable");
        assertThat(fast.bound).hasSize(1);
    }

    @Test
    void neverTriesAgainWhatLooksDifferent() {
        WriterChoice choice = new WriterChoice(Rung.JETTY_WIRE, fast);
        fast.absent = true;

        assertThat(choice.writer(session).path()).isEqualTo("portable");
        assertThat(choice.writer(session).path()).isEqualTo("portable");
        assertThat(fast.bound).hasSize(1);
    }

    private static final class ScriptedPath implements FastPath {

        final Map<Rung, Boolean> works = new EnumMap<>(Rung.class);
        final List<Rung> tried = new ArrayList<>();
        final List<Rung> bound = new ArrayList<>();

        @Nullable
        LinkageError trialFailure;

        @Nullable
        LinkageError bindFailure;

        boolean absent;
        boolean known = true;

        @Override
        public boolean works(Rung rung) {
            tried.add(rung);
            if (trialFailure != null) {
                throw trialFailure;
            }
            return works.getOrDefault(rung, true);
        }

        @Override
        public boolean knows(Session session) {
            return known;
        }

        @Override
        public SocketWriter bind(Session session, Rung highest) throws ReflectiveOperationException {
            bound.add(highest);
            if (bindFailure != null) {
                throw bindFailure;
            }
            if (absent) {
                throw new NoSuchMethodException("getCoreSession");
            }
            SocketWriter writer = mock(SocketWriter.class);
            when(writer.path()).thenReturn(highest.path());
            return writer;
        }
    }
}

package io.bush.realtime.jakarta.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.transport.FrameBatch;
import java.io.IOException;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JettyProbeTest {

    @ParameterizedTest
    @EnumSource(
            value = Rung.class,
            names = {"JETTY_BATCH", "JETTY_WIRE"})
    void findsThatThisJettyWritesWhatItShould(Rung rung) {
        assertThat(JettyProbe.works(rung)).isTrue();
    }

    @Test
    void catchesAPlantedWriterThatLosesTheRest() {
        assertThat(JettyProbe.works(session -> new Planted(session, PlantedFault.FIRST_ONLY)))
                .isFalse();
    }

    @Test
    void catchesAPlantedWriterThatFramesTheWholeAsOneMessage() {
        assertThat(JettyProbe.works(session -> new Planted(session, PlantedFault.ONE_MESSAGE)))
                .isFalse();
    }

    @Test
    void catchesAPlantedWriterThatNeverReportsTheEnd() {
        assertThat(JettyProbe.works(session -> new Planted(session, PlantedFault.SILENT)))
                .isFalse();
    }

    @Test
    void catchesAPlantedWriterThatReportsAFailure() {
        assertThat(JettyProbe.works(session -> new Planted(session, PlantedFault.FAILING)))
                .isFalse();
    }

    private enum PlantedFault {
        FIRST_ONLY,
        ONE_MESSAGE,
        SILENT,
        FAILING
    }

    private record Planted(CoreSession session, PlantedFault fault) implements SocketWriter {

        @Override
        public String path() {
            return "planted";
        }

        @Override
        public void write(FrameBatch batch, Result result) {
            switch (fault) {
                case FIRST_ONLY ->
                    new JettyWriter(session, Rung.JETTY_WIRE)
                            .write(FrameBatch.of(batch.frames().get(0)), result);
                case ONE_MESSAGE ->
                    session.sendFrame(
                            new Frame(OpCode.TEXT, batch.wire()), Callback.from(() -> result.written(null)), false);
                case SILENT -> new JettyWriter(session, Rung.JETTY_WIRE).write(batch, failure -> {});
                case FAILING ->
                    new JettyWriter(session, Rung.JETTY_WIRE)
                            .write(batch, failure -> result.written(new IOException("planted")));
            }
        }

        @Override
        public void ping() {}

        @Override
        public boolean close(int code, String reason) {
            return false;
        }

        @Override
        public boolean pingBlocks() {
            return false;
        }
    }
}

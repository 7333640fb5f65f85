package io.bush.realtime.jakarta.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;

import io.bush.realtime.protocol.Frame;
import io.bush.realtime.transport.FrameBatch;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Against remotes that behave as containers do: inline, later, twice, by throwing. */
@Tag("P9")
class PortableWriterTest {

    private final RemoteEndpoint.Async remote = mock(RemoteEndpoint.Async.class);
    private final List<String> sent = new ArrayList<>();
    private final List<SendHandler> handlers = new ArrayList<>();
    private final List<String> results = new ArrayList<>();

    @Test
    void sendsOneFrameAfterTheOther() {
        remoteDoes(handler -> {});
        write("a", "b");

        assertThat(sent).containsExactly("a");
        handlers.get(0).onResult(new SendResult());
        assertThat(sent).containsExactly("a", "b");
        assertThat(results).isEmpty();
        handlers.get(1).onResult(new SendResult());
        assertThat(results).containsExactly("done");
    }

    @Test
    void keepsItsStackFlatWhenTheRemoteCompletesInline() {
        List<Integer> depths = new ArrayList<>();
        remoteDoes(handler -> {
            depths.add(Thread.currentThread().getStackTrace().length);
            handler.onResult(new SendResult());
        });

        write(IntStream.range(0, 2_000).mapToObj(Integer::toString).toArray(String[]::new));

        assertThat(sent).hasSize(2_000);
        assertThat(depths).containsOnly(depths.get(0));
        assertThat(results).containsExactly("done");
    }

    @Test
    void countsAHandlerThatIsCalledTwiceOnce() {
        remoteDoes(handler -> {});
        write("a", "b", "c");

        handlers.get(0).onResult(new SendResult());
        handlers.get(0).onResult(new SendResult());

        assertThat(sent).containsExactly("a", "b");
        assertThat(results).isEmpty();
    }

    @Test
    void countsAHandlerThatIsCalledInlineAndLaterOnce() {
        remoteDoes(handler -> handler.onResult(new SendResult()));
        write("a", "b");

        handlers.forEach(it -> it.onResult(new SendResult(new IOException("late"))));

        assertThat(sent).containsExactly("a", "b");
        assertThat(results).containsExactly("done");
    }

    @Test
    void stopsAtTheFirstFailure() {
        remoteDoes(handler -> {});
        write("a", "b");

        handlers.get(0).onResult(new SendResult(new IOException("reset")));

        assertThat(sent).containsExactly("a");
        assertThat(results).containsExactly("reset");
    }

    @Test
    void takesAThrowingRemoteForAFailure() {
        remoteDoes(handler -> {
            throw new IllegalStateException("TEXT_FULL_WRITING");
        });

        write("a", "b");

        assertThat(sent).containsExactly("a");
        assertThat(results).containsExactly("TEXT_FULL_WRITING");
    }

    private void remoteDoes(Consumer<SendHandler> what) {
        doAnswer(call -> {
                    sent.add(call.getArgument(0));
                    SendHandler handler = call.getArgument(1);
                    handlers.add(handler);
                    what.accept(handler);
                    return null;
                })
                .when(remote)
                .sendText(anyString(), any());
    }

    private void write(String... texts) {
        FrameBatch batch =
                FrameBatch.of(List.of(texts).stream().map(Frame::ofText).toList());
        new PortableWriter(remote)
                .write(batch, failure -> results.add(failure == null ? "done" : failure.getMessage()));
    }
}

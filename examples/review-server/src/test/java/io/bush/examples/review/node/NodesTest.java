package io.bush.examples.review.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bush.examples.review.ChildProcess;
import io.bush.examples.review.StartFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodesTest {

    @TempDir
    Path data;

    /** Works under a name until it is killed. */
    static final class Member {
        private Member() {}

        public static void main(String[] arguments) throws IOException, InterruptedException {
            try (Nodes nodes = Nodes.join(Path.of(arguments[0]), arguments[1])) {
                System.out.println("joined as " + nodes.name());
                System.out.flush();
                Thread.currentThread().join();
            }
        }
    }

    @Test
    void aKilledNodeIsGoneAtOnceAndItsNameFree() throws IOException {
        List<String> freed = new ArrayList<>();
        try (Nodes a = Nodes.join(data, "a");
                ChildProcess b = ChildProcess.start(data.resolve("child.log"), Member.class, data.toString(), "b")) {
            b.await("joined as b"::equals);
            assertThat(a.living()).containsExactly("b");
            assertThat(a.isGone("b", () -> freed.add("b"))).isFalse();

            b.kill();

            assertThat(a.isGone("b", () -> freed.add("b"))).isTrue();
            assertThat(freed).containsExactly("b");
            assertThat(a.living()).isEmpty();
            Nodes.join(data, "b").close();
        }
    }

    @Test
    void nobodyIsGoneForItself() throws IOException {
        try (Nodes a = Nodes.join(data, "a")) {
            assertThat(a.isGone("a", () -> {
                        throw new AssertionError("it works");
                    }))
                    .isFalse();
        }
    }

    @Test
    void aNameIsTakenOnce() throws IOException {
        try (Nodes a = Nodes.join(data, "a")) {
            assertThatThrownBy(() -> Nodes.join(data, a.name()))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageStartingWith("--node-id is a, but another process of this name works in " + data);
        }
    }

    @Test
    void whoSharesNothingIsAlone() throws IOException {
        try (Nodes alone = Nodes.alone(data, "node")) {
            assertThatThrownBy(() -> Nodes.join(data, "b"))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageStartingWith("--data is " + data + ", but a process that was started without --redis");
            assertThatThrownBy(() -> Nodes.alone(data, "c"))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("another process works in it");
            assertThat(alone.living()).isEmpty();
        }
        try (Nodes b = Nodes.join(data, "b")) {
            assertThatThrownBy(() -> Nodes.alone(data, "node"))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("another process works in it");
            assertThat(b.living()).isEmpty();
        }
    }
}

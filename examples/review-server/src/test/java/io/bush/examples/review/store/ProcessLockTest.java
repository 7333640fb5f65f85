package io.bush.examples.review.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.examples.review.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessLockTest {

    @TempDir
    Path data;

    /** Holds a lock until it is killed. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws IOException, InterruptedException {
            ProcessLock lock = ProcessLock.tryTake(Path.of(arguments[0]));
            System.out.println(lock == null ? "refused" : "held");
            System.out.flush();
            if (lock != null) {
                Thread.currentThread().join();
            }
        }
    }

    private ChildProcess holder(Path file) {
        return ChildProcess.start(data.resolve("child.log"), Holder.class, file.toString());
    }

    @Test
    void aLockEndsWithTheProcessThatIsKilled() throws IOException {
        Path file = data.resolve("a.lock");
        try (ChildProcess holder = holder(file)) {
            holder.await("held"::equals);
            assertThat(ProcessLock.tryTake(file)).isNull();
            assertThat(ProcessLock.await(file, Duration.ofMillis(50))).isNull();

            holder.kill();

            Objects.requireNonNull(ProcessLock.tryTake(file)).close();
        }
    }

    @Test
    void aRefusedSecondTakeInTheSameProcessDoesNotGiveUpTheFirst() throws IOException {
        Path file = data.resolve("a.lock");
        ProcessLock lock = Objects.requireNonNull(ProcessLock.tryTake(file));
        assertThat(ProcessLock.tryTake(file)).isNull();

        try (ChildProcess other = holder(file)) {
            other.await("refused"::equals);
        }
        lock.close();
        try (ChildProcess other = holder(file)) {
            other.await("held"::equals);
        }
    }
}

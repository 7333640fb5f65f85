package io.bush.realtime.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("P8")
@Tag("contract-3.11")
class EditLocksTest {

    private static final Channel FILE = new Channel("file", "file_a");
    private static final LockOwner ANN = new LockOwner(new Principal.Member("user_ann", null, null), "conn_1");
    private static final LockName NAME = LockName.comment("comment_a");
    private static final HeldLock HELD = new HeldLock(NAME, FILE, ANN, 7, Instant.EPOCH);

    private final OneLock store = new OneLock();
    private final EditLocks locks = new EditLocks(store, new LockSettings(Duration.ofSeconds(12), 4));

    @Test
    void theTokenOfTheHolderIsVerified() {
        store.found = HELD;

        assertThat(locks.verify("comment_a", 7)).isCompletedWithValue(true);
        assertThat(locks.verify(NAME, 7)).isCompletedWithValue(true);
    }

    @Test
    void anOlderOrNewerTokenIsNot() {
        store.found = HELD;

        assertThat(locks.verify("comment_a", 6)).isCompletedWithValue(false);
        assertThat(locks.verify("comment_a", 8)).isCompletedWithValue(false);
    }

    @Test
    void noTokenIsVerifiedForWhatIsFree() {
        assertThat(locks.verify("comment_a", 7)).isCompletedWithValue(false);
    }

    @Test
    void aKindOfItsOwnIsNotAComment() {
        store.found = HELD;

        assertThat(locks.verify(new LockName("blob", "comment_a"), 7)).isCompletedWithValue(false);
    }

    @Test
    void whenTheStoreFailsNothingIsVerifiedAndNothingDenied() {
        store.failure = new IllegalStateException("down");

        assertThat(locks.verify("comment_a", 7)).isCompletedExceptionally();
    }

    @Test
    void theSettingsGoWithEveryRequest() {
        locks.acquire(NAME, FILE, ANN);
        locks.renew(NAME, ANN, 7);
        locks.release(NAME, ANN, 7);
        locks.held(FILE);

        assertThat(store.asked)
                .containsExactly(
                        "acquire comment:comment_a PT12S 4",
                        "renew comment:comment_a 7 PT12S",
                        "release comment:comment_a 7",
                        "held file_a");
    }

    /** Holds one lock, or fails. */
    private static final class OneLock implements LockStore {

        private final List<String> asked = new ArrayList<>();
        private @Nullable HeldLock found;
        private @Nullable RuntimeException failure;

        private <T> CompletionStage<T> answer(T value) {
            return failure == null ? CompletableFuture.completedFuture(value) : CompletableFuture.failedFuture(failure);
        }

        @Override
        public void listen(LockListener listener) {
            throw new AssertionError("nobody listens");
        }

        @Override
        public CompletionStage<LockAnswer> acquire(
                LockName name, Channel channel, LockOwner owner, Duration ttl, int limit) {
            asked.add("acquire " + name + " " + ttl + " " + limit);
            return answer(new LockAnswer.TooMany(limit));
        }

        @Override
        public CompletionStage<LockAnswer> renew(LockName name, LockOwner owner, long token, Duration ttl) {
            asked.add("renew " + name + " " + token + " " + ttl);
            return answer(new LockAnswer.Lost());
        }

        @Override
        public CompletionStage<Optional<HeldLock>> release(LockName name, LockOwner owner, long token) {
            asked.add("release " + name + " " + token);
            return answer(Optional.empty());
        }

        @Override
        public CompletionStage<Optional<HeldLock>> find(LockName name) {
            return answer(Optional.ofNullable(found).filter(lock -> lock.name().equals(name)));
        }

        @Override
        public CompletionStage<List<HeldLock>> held(Channel channel) {
            asked.add("held " + channel.id());
            return answer(List.of());
        }

        @Override
        public CompletionStage<Optional<Duration>> sweep(Channel channel) {
            throw new AssertionError("nobody sweeps");
        }
    }
}

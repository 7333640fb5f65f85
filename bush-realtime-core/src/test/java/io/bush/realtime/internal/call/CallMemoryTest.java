package io.bush.realtime.internal.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.call.CallLimits;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.internal.call.CallMemory.Answer;
import io.bush.realtime.internal.call.CallMemory.Claim;
import io.bush.realtime.protocol.ErrorCode;
import io.bush.realtime.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("contract-3.20")
class CallMemoryTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Answer DONE = new Answer.Done(Payload.EMPTY);
    private static final Answer REFUSED = new Answer.Refused(ErrorCode.CALL_FAILED, "no", "a");
    private static final Answer FAULT = new Answer.Refused(ErrorCode.INTERNAL, "no", null);

    /** Now, on the monotonic clock; begins where it overflows soon. */
    private long now = Long.MAX_VALUE - SECOND.toNanos();

    private final Clock clock = new Clock() {
        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public Instant wallTime() {
            return Instant.EPOCH;
        }
    };

    private CallMemory memory(Duration deadline, Duration window, int perUser) {
        return new CallMemory(new CallLimits(deadline, 16, 1_024, window, perUser, 2_097_152), clock);
    }

    private static CallMemory.Key key(String user, int id) {
        return new CallMemory.Key(user, "m", "id" + id);
    }

    private static CallMemory.Entry begin(CallMemory memory, String user, int id) {
        Claim claim = memory.claim(key(user, id));
        assertThat(claim).isInstanceOf(Claim.First.class);
        return ((Claim.First) claim).entry();
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void every_retry_has_the_one_answer_of_the_first() {
        CallMemory memory = memory(SECOND, SECOND, 9);
        CallMemory.Entry entry = begin(memory, "u", 1);
        Claim.Retry early = (Claim.Retry) memory.claim(key("u", 1));
        assertThat(early.answer()).isNotDone();
        memory.finish(entry, REFUSED);
        memory.finish(entry, DONE);
        Claim.Retry late = (Claim.Retry) memory.claim(key("u", 1));

        assertThat(early.answer().join()).isSameAs(REFUSED);
        assertThat(late.answer().join()).isSameAs(REFUSED);
    }

    @Test
    void an_answer_is_forgotten_exactly_a_window_after_it_came() {
        CallMemory memory = memory(SECOND, SECOND, 9);
        CallMemory.Entry entry = begin(memory, "u", 1);
        pass(SECOND.minusNanos(1));
        memory.finish(entry, DONE);
        pass(SECOND.minusNanos(1));
        memory.sweep();
        assertThat(memory.size()).isEqualTo(1);
        pass(Duration.ofNanos(1));
        memory.sweep();

        assertThat(memory.size()).isZero();
        assertThat(memory.sizeBytes()).isZero();
    }

    @Test
    void what_never_ends_is_forgotten_after_the_window_and_not_before_its_deadline() {
        CallMemory memory = memory(SECOND.multipliedBy(3), SECOND, 9);
        CallMemory.Entry old = begin(memory, "u", 1);
        pass(SECOND.multipliedBy(3).minusNanos(1));
        assertThat(memory.claim(key("u", 1))).isInstanceOf(Claim.Retry.class);
        pass(Duration.ofNanos(1));
        CallMemory.Entry fresh = begin(memory, "u", 1);
        memory.finish(old, DONE);

        assertThat(old.answer).isCompleted();
        assertThat(((Claim.Retry) memory.claim(key("u", 1))).answer())
                .isSameAs(fresh.answer)
                .isNotDone();
        assertThat(memory.size()).isEqualTo(1);
    }

    @Test
    void a_fault_is_told_and_not_remembered() {
        CallMemory memory = memory(SECOND, SECOND, 9);
        CallMemory.Entry entry = begin(memory, "u", 1);
        memory.finish(entry, FAULT);

        assertThat(entry.answer.join()).isSameAs(FAULT);
        assertThat(memory.size()).isZero();
        assertThat(memory.sizeBytes()).isZero();
        begin(memory, "u", 1);
    }

    @Test
    @Tag("P9")
    void a_user_has_exactly_as_many_as_the_setting_says_and_comes_back_when_its_oldest_goes() {
        CallMemory memory = memory(SECOND, SECOND.multipliedBy(60), 3);
        CallMemory.Entry oldest = begin(memory, "u", 1);
        begin(memory, "u", 2);
        begin(memory, "u", 3);
        assertThat(memory.claim(key("u", 4))).isEqualTo(new Claim.Full(SECOND));
        memory.finish(oldest, DONE);
        pass(SECOND.multipliedBy(20));
        assertThat(memory.claim(key("u", 4))).isEqualTo(new Claim.Full(SECOND.multipliedBy(40)));
        begin(memory, "v", 4);
        assertThat(memory.claim(key("u", 1))).isInstanceOf(Claim.Retry.class);
        pass(SECOND.multipliedBy(40));

        begin(memory, "u", 4);
    }

    @Test
    @Tag("P9")
    void bytes_are_counted_exactly_and_room_is_kept_for_every_answer() {
        CallMemory memory = memory(SECOND, SECOND.multipliedBy(60), 100_000);
        int reserved = CallMemory.ENTRY_BYTES + 2 * ("u" + "m" + "id1000").length() + 1_024;
        List<CallMemory.Entry> entries = new ArrayList<>();
        for (int id = 1_000; 2_097_152 - memory.sizeBytes() >= reserved; id++) {
            entries.add(begin(memory, "u", id));
        }
        assertThat(entries).hasSize(2_097_152 / reserved);
        assertThat(memory.sizeBytes()).isEqualTo((long) reserved * entries.size());
        assertThat(memory.claim(key("v", 1))).isInstanceOf(Claim.Full.class);
        Payload largest = Payload.ofTrusted(new byte[1_024]);
        entries.forEach(entry -> memory.finish(entry, new Answer.Done(largest)));
        assertThat(memory.sizeBytes()).isEqualTo((long) reserved * entries.size());
        assertThat(memory.claim(key("v", 1))).isInstanceOf(Claim.Full.class);
        pass(SECOND.multipliedBy(60));
        memory.sweep();

        assertThat(memory.sizeBytes()).isZero();
        begin(memory, "v", 1);
    }

    @Test
    void a_closed_memory_is_empty_and_stays_so() {
        CallMemory memory = memory(SECOND, SECOND, 9);
        CallMemory.Entry open = begin(memory, "u", 1);
        memory.finish(begin(memory, "u", 2), DONE);
        memory.close();
        memory.finish(open, DONE);
        memory.sweep();

        assertThat(memory.size()).isZero();
        assertThat(memory.sizeBytes()).isZero();
        assertThat(open.answer.join()).isSameAs(DONE);
        assertThat(memory.claim(key("u", 1))).isInstanceOf(Claim.Full.class);
    }

    @Test
    void of_many_threads_with_the_same_call_exactly_one_runs_it_and_all_get_its_answer() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 500; round++) {
                CallMemory memory = memory(SECOND, SECOND, 9);
                CyclicBarrier start = new CyclicBarrier(8);
                AtomicInteger runs = new AtomicInteger();
                Callable<Answer> client = () -> {
                    start.await(60, TimeUnit.SECONDS);
                    Claim claim = memory.claim(key("u", 1));
                    if (claim instanceof Claim.First first) {
                        runs.incrementAndGet();
                        memory.finish(first.entry(), REFUSED);
                        return first.entry().answer.get(60, TimeUnit.SECONDS);
                    }
                    return ((Claim.Retry) claim).answer().get(60, TimeUnit.SECONDS);
                };
                for (Future<Answer> told : threads.invokeAll(Collections.nCopies(8, client))) {
                    assertThat(told.get()).isSameAs(REFUSED);
                }
                assertThat(runs).hasValue(1);
                assertThat(memory.size()).isEqualTo(1);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** The same told naively: a list of what is known, each with the moment it is forgotten. */
    @Test
    @Tag("P9")
    void a_hundred_thousand_random_steps_agree_with_a_naive_memory() {
        Random random = new Random(20);
        CallMemory memory = memory(SECOND.multipliedBy(2), SECOND.multipliedBy(5), 6);
        record Known(CallMemory.Entry entry, boolean over, long until) {}
        Map<CallMemory.Key, Known> naive = new HashMap<>();
        int full = 0;
        int retries = 0;
        for (int step = 0; step < 100_000; step++) {
            pass(Duration.ofMillis(random.nextInt(300)));
            naive.values().removeIf(it -> now - it.until() >= 0);
            CallMemory.Key key = key("u" + random.nextInt(3), random.nextInt(12));
            Known known = naive.get(key);
            if (known != null && !known.over() && random.nextBoolean()) {
                Answer answer = random.nextInt(4) == 0 ? FAULT : DONE;
                memory.finish(known.entry(), answer);
                if (answer == FAULT) {
                    naive.remove(key);
                } else {
                    naive.put(
                            key,
                            new Known(
                                    known.entry(),
                                    true,
                                    now + SECOND.multipliedBy(5).toNanos()));
                }
            } else {
                Claim claim = memory.claim(key);
                long own = naive.keySet().stream()
                        .filter(it -> it.principalId().equals(key.principalId()))
                        .count();
                if (known != null) {
                    assertThat(((Claim.Retry) claim).answer()).isSameAs(known.entry().answer);
                    retries++;
                } else if (own >= 6) {
                    assertThat(claim).isInstanceOf(Claim.Full.class);
                    full++;
                } else {
                    CallMemory.Entry entry = ((Claim.First) claim).entry();
                    naive.put(
                            key,
                            new Known(entry, false, now + SECOND.multipliedBy(5).toNanos()));
                }
            }
            memory.sweep();
            assertThat(memory.size()).isEqualTo(naive.size());
        }

        assertThat(full).isGreaterThan(1_000);
        assertThat(retries).isGreaterThan(1_000);
    }
}

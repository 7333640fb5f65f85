package io.bush.realtime.redis.internal.eventlog;

import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.AppendResult;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** An event on its way into the log. Thread safety: immutable but for its answer. */
final class Append {

    final byte[] content;
    final String tag;
    final Retention retention;
    final @Nullable String idempotencyKey;
    /** When it was asked for, in monotonic nanoseconds. */
    final long sinceNanos;
    /** What became of it; never fails. */
    final CompletableFuture<AppendResult> answer = new CompletableFuture<>();

    Append(byte[] content, String tag, Retention retention, @Nullable String idempotencyKey, long sinceNanos) {
        this.content = content;
        this.tag = tag;
        this.retention = retention;
        this.idempotencyKey = idempotencyKey;
        this.sinceNanos = sinceNanos;
    }
}

package io.bush.realtime.it.faults.plant;

import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.AppendResult;
import io.bush.realtime.eventlog.EventLog;
import io.bush.realtime.testkit.forwarding.ForwardingEventLog;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Answers a key from memory once it was stored, as if a log could not lose what it has answered for: what is said again after a
 * fail-over reaches nobody. Thread safety: any thread.
 */
final class Remembering extends ForwardingEventLog {

    private final Map<String, AppendResult> stored = new ConcurrentHashMap<>();

    Remembering(EventLog real) {
        super(real);
    }

    @Override
    public CompletionStage<AppendResult> append(
            EventContent content, Retention retention, @Nullable String idempotencyKey) {
        if (idempotencyKey == null) {
            return super.append(content, retention, null);
        }
        String name = content.channel() + " " + idempotencyKey;
        AppendResult before = stored.get(name);
        if (before != null) {
            return CompletableFuture.completedFuture(before);
        }
        return super.append(content, retention, idempotencyKey).thenApply(result -> {
            if (result instanceof AppendResult.Stored) {
                stored.put(name, result);
            }
            return result;
        });
    }
}

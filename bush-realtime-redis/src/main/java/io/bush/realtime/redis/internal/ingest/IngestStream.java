package io.bush.realtime.redis.internal.ingest;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.EventType.Delivery;
import io.bush.realtime.eventlog.AppendResult;
import io.bush.realtime.redis.internal.command.Arguments;
import io.bush.realtime.redis.internal.command.RedisFailure;
import io.bush.realtime.redis.internal.command.Reply;
import io.bush.realtime.redis.internal.command.Script;
import io.bush.realtime.redis.internal.key.RedisKeys;
import io.bush.realtime.time.Scheduler.Cancellable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One ingestion stream on this node (contract §6).
 *
 * <p>States: waiting for its timer → taking (is the stream ours, what is in it?) → publishing, one after the other in each
 * channel, the channels beside each other → finishing (what is published or buried leaves the stream) → waiting. An entry
 * leaves the stream only when its outcome is certain; whatever fails before comes again, under its own idempotency key. An
 * entry that fails holds back those behind it in its channel, and nobody else. Thread safety: one step at a time; {@link
 * #close} may come from any thread.
 */
final class IngestStream {

    /** Most entries of one step. */
    private static final int BATCH = 64;

    private static final Duration RETRY = Duration.ofSeconds(1);
    /** What is kept of an entry that nobody can publish, and that may be of any size. */
    private static final int MOST_BURIED_CHARACTERS = 128 * 1024;

    private static final Script TAKE = Script.load(IngestStream.class, "take.lua");
    private static final Script FINISH = Script.load(IngestStream.class, "finish.lua");
    private static final Script BURY = Script.load(IngestStream.class, "bury.lua");
    private static final Script RELEASE = Script.load(IngestStream.class, "release.lua");

    private static final Logger LOG = LoggerFactory.getLogger(IngestStream.class);

    private final int number;
    private final IngestWorld world;
    private final String stream;
    private final List<String> keys;

    /** The next step; null while one is under way. Guarded by this. */
    private @Nullable Cancellable timer;
    /** Whether {@link #TAKE} was asked for and is not answered; guarded by this. */
    private boolean taking;
    /** Never reset; guarded by this. */
    private boolean closed;
    /** When what was being taken at the close is given back. */
    private final CompletableFuture<Void> left = new CompletableFuture<>();
    /**
     * Whether the stream may be ours: from a {@link #TAKE} on until its answer says otherwise; touched by the step that is under
     * way.
     */
    private volatile boolean ours;

    IngestStream(int number, IngestWorld world) {
        this.number = number;
        this.world = world;
        this.stream = world.keys().ingest(number);
        this.keys = List.of(stream, RedisKeys.companion(stream, "consumer"));
    }

    /** What became of the entries of a step: these can leave the stream, and whether all can. */
    private record Settled(List<String> ids, boolean all) {}

    void start() {
        wait(Duration.ZERO);
    }

    private synchronized void wait(Duration delay) {
        if (!closed) {
            timer = world.runtime()
                    .scheduler()
                    .schedule(delay, () -> world.runtime().executor().execute(this::take));
        }
    }

    private void take() {
        synchronized (this) {
            if (closed) {
                return;
            }
            timer = null;
            taking = true;
            ours = true;
        }
        List<byte[]> arguments = new Arguments()
                .text(world.consumer())
                .millis(world.settings().lease())
                .number(BATCH)
                .list();
        world.runner().run(TAKE, keys, arguments).whenComplete((parts, failure) -> {
            if (leftMeanwhile()) {
                release().whenComplete((given, none) -> left.complete(null));
                return;
            }
            if (parts == null) {
                retry("take", failure);
                return;
            }
            try {
                taken(new Reply(TAKE, parts));
            } catch (RuntimeException broken) {
                retry("take", broken);
            }
        });
    }

    private synchronized boolean leftMeanwhile() {
        taking = false;
        return closed;
    }

    private void taken(Reply reply) {
        ours = reply.text(0).equals(world.consumer());
        if (!ours) {
            wait(spread(world.settings().elsewhere()));
            return;
        }
        if (reply.size() == 1) {
            wait(world.settings().poll());
            return;
        }
        publish(reply)
                .thenCompose(settled -> finish(settled.ids()).thenApply(done -> settled.all()))
                .whenComplete((all, failure) -> {
                    if (all == null) {
                        retry("finish", failure);
                    } else {
                        wait(all ? Duration.ZERO : spread(RETRY));
                    }
                });
    }

    private CompletionStage<Settled> publish(Reply reply) {
        Map<Channel, List<IngestEntry>> byChannel = new LinkedHashMap<>();
        List<CompletionStage<List<String>>> parts = new ArrayList<>();
        for (int at = 1; at < reply.size(); at++) {
            Reply entry = reply.list(at);
            String id = entry.text(0);
            Map<String, String> fields = IngestEntry.fields(texts(entry.list(1)));
            try {
                IngestEntry read = IngestEntry.read(
                        number,
                        id,
                        fields,
                        world.types(),
                        world.runtime().clock().wallTime());
                byChannel
                        .computeIfAbsent(read.content().channel(), none -> new ArrayList<>())
                        .add(read);
            } catch (IngestEntry.Refused refused) {
                parts.add(bury(id, fields, refused.reason()).thenApply(buried -> buried ? List.of(id) : List.of()));
            }
        }
        byChannel.values().forEach(entries -> parts.add(publishFrom(entries, 0)));
        int wanted = reply.size() - 1;
        return joined(parts).thenApply(ids -> new Settled(ids, ids.size() == wanted));
    }

    /** Publishes entries of one channel in their order, up to the first that fails; returns those that are settled. */
    private CompletionStage<List<String>> publishFrom(List<IngestEntry> entries, int at) {
        if (at == entries.size()) {
            return CompletableFuture.completedFuture(ids(entries, at));
        }
        return publish(entries.get(at))
                .thenCompose(settled ->
                        settled ? publishFrom(entries, at + 1) : CompletableFuture.completedFuture(ids(entries, at)));
    }

    /** Completes with whether the entry is settled: published, or buried because it never can be. */
    private CompletionStage<Boolean> publish(IngestEntry entry) {
        if (entry.delivery() == Delivery.VOLATILE) {
            return world.bus()
                    .announce(new Event(entry.content(), null))
                    .handle((sent, failure) -> settled(entry, failure))
                    .thenCompose(settled -> settled);
        }
        return world.log()
                .append(
                        entry.content(),
                        world.types().require(entry.content().channel()).retention(),
                        entry.idempotencyKey())
                .thenCompose(result -> {
                    if (result instanceof AppendResult.NotSent notSent) {
                        return settled(entry, notSent.cause());
                    }
                    return settled(entry, result instanceof AppendResult.Unknown unknown ? unknown.cause() : null);
                });
    }

    private CompletionStage<Boolean> settled(IngestEntry entry, @Nullable Throwable failure) {
        if (failure == null) {
            return CompletableFuture.completedFuture(true);
        }
        if (failure instanceof RedisFailure redis && redis.kind() == RedisFailure.Kind.WRONG_TYPE) {
            // Nothing but somebody's hand mends this, and everything behind it would wait for that.
            return bury(entry.id(), entry.fields(), "the channel's log cannot be written: " + redis.getMessage());
        }
        LOG.debug("entry {} of {} could not be published and comes again", entry.id(), stream, failure);
        return CompletableFuture.completedFuture(false);
    }

    private CompletionStage<Boolean> bury(String id, Map<String, String> fields, String reason) {
        LOG.warn("entry {} of {} can never be published: {}", id, stream, reason);
        Arguments arguments = new Arguments()
                .number(world.settings().deadEntries())
                .text("stream")
                .text(stream)
                .text("entry")
                .text(id)
                .text("reason")
                .text(reason);
        int left = MOST_BURIED_CHARACTERS;
        for (Map.Entry<String, String> field : fields.entrySet()) {
            left -= field.getKey().length() + field.getValue().length();
            if (left >= 0) {
                arguments.text("field." + field.getKey()).text(field.getValue());
            }
        }
        return world.runner()
                .run(BURY, List.of(world.keys().ingestDead()), arguments.list())
                .handle((reply, failure) -> {
                    if (failure != null) {
                        LOG.debug("entry {} of {} could not be buried and comes again", id, stream, failure);
                    }
                    return failure == null;
                });
    }

    private CompletionStage<?> finish(List<String> ids) {
        if (ids.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        Arguments arguments = new Arguments();
        ids.forEach(arguments::text);
        return world.runner().run(FINISH, List.of(stream), arguments.list());
    }

    private void retry(String step, @Nullable Throwable failure) {
        LOG.debug("{} of {} failed and is tried again", step, stream, failure);
        wait(spread(RETRY));
    }

    /** Not all nodes at once, nor all streams of a node. */
    private Duration spread(Duration about) {
        return about.plusMillis(world.runtime().random().nextLong(about.toMillis() / 2));
    }

    /** Gives the stream back; what is under way is finished by nobody and comes again elsewhere, under the same keys. */
    CompletionStage<?> close() {
        synchronized (this) {
            closed = true;
            if (timer != null) {
                timer.cancel();
            }
            if (taking) {
                return left;
            }
        }
        return ours ? release() : CompletableFuture.completedFuture(null);
    }

    private CompletionStage<?> release() {
        return world.runner()
                .run(RELEASE, keys, new Arguments().text(world.consumer()).list());
    }

    private static List<String> ids(List<IngestEntry> entries, int count) {
        return entries.subList(0, count).stream().map(IngestEntry::id).toList();
    }

    private static List<String> texts(Reply flat) {
        List<String> texts = new ArrayList<>(flat.size());
        for (int i = 0; i < flat.size(); i++) {
            texts.add(flat.text(i));
        }
        return texts;
    }

    private static CompletionStage<List<String>> joined(List<CompletionStage<List<String>>> parts) {
        CompletionStage<List<String>> all = CompletableFuture.completedFuture(List.of());
        for (CompletionStage<List<String>> part : parts) {
            all = all.thenCombine(part, (left, right) -> {
                List<String> both = new ArrayList<>(left);
                both.addAll(right);
                return both;
            });
        }
        return all;
    }
}

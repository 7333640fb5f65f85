package io.bush.examples.dialects.reyna;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.examples.dialects.account.Directory;
import io.bush.examples.dialects.wire.FrameWriter;
import io.bush.examples.dialects.wire.Rooms;
import io.bush.realtime.Publication;
import io.bush.realtime.PublishResult;
import io.bush.realtime.RealtimeNode;
import io.bush.realtime.channel.Channel;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Brings events to whom they belong: the user they name, and everybody who shares the book they name, if that user does. What
 * names nobody is skipped. The name is the subject, as the seed's protocol has it. Thread safety: any thread; what one thread
 * routes keeps its order.
 */
public final class ReynaEvents {

    private static final Pattern SUBJECT = Pattern.compile("(blob|processor|book|conversation)(\\.[a-z0-9_]+){1,4}");
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_.:-]{1,100}");

    /** How long until something is said again that may not have been heard. */
    private static final Duration AGAIN = Duration.ofMillis(500);

    private final Directory directory;
    private final Clock clock;
    private final ScheduledExecutorService timer;
    private final LongAdder routed = new LongAdder();
    private final LongAdder skipped = new LongAdder();
    /** Where the news of losses stood when that was heard last; null until known. Guarded by this. */
    private @Nullable String newsPosition;
    /** Counts what was heard of it: an answer to an older question is not taken. Guarded by this. */
    private int heard;
    /** Whether that is being asked. Guarded by this. */
    private boolean asking;
    /** Where they are published; null until the node is there. */
    private volatile @Nullable RealtimeNode node;

    /** Routes by this directory; the timer is ended by whoever made it. */
    public ReynaEvents(Directory directory, Clock clock, ScheduledExecutorService timer) {
        this.directory = directory;
        this.clock = clock;
        this.timer = timer;
    }

    /**
     * Publishes on a node from now on.
     *
     * @param publisher the node
     * @return complete when it is known where the news stand, or that nobody knows: who connects before may miss some
     */
    public CompletionStage<Void> tellThrough(RealtimeNode publisher) {
        node = publisher;
        return askWhereTheNewsStand(publisher);
    }

    private CompletionStage<Void> askWhereTheNewsStand(RealtimeNode publisher) {
        int before;
        synchronized (this) {
            if (asking) {
                return CompletableFuture.completedFuture(null);
            }
            asking = true;
            before = heard;
        }
        return publisher.position(Rooms.NEWS).handle((head, failure) -> {
            synchronized (this) {
                asking = false;
                if (failure == null && head.isPresent() && before == heard) {
                    newsPosition = head.get();
                }
            }
            return null;
        });
    }

    private synchronized void newsIsAt(String position) {
        heard++;
        newsPosition = position;
    }

    /**
     * Returns where the news of losses stood not long ago: a client that connects now has to hear everything from here on, also
     * what is published before its subscription is in force. Asks anew, for those who connect next: other servers publish too,
     * and whoever comes long after that has missed nothing. Null when nobody knows.
     */
    public @Nullable String newsPosition() {
        String known;
        synchronized (this) {
            known = newsPosition;
        }
        RealtimeNode publisher = node;
        if (publisher != null) {
            var unused = askWhereTheNewsStand(publisher);
        }
        return known;
    }

    /**
     * Routes one event.
     *
     * @param subject for example {@code blob.created}
     * @param data with {@code user_id}, and {@code book_id} where it is about a book
     * @param id the same for a repeated event, which is then told once; null for none
     */
    public void route(String subject, JsonNode data, @Nullable String id) {
        String owner = data.path("user_id").asText();
        RealtimeNode publisher = node;
        if (publisher == null
                || subject.length() > 64
                || !SUBJECT.matcher(subject).matches()
                || !USER.matcher(owner).matches()) {
            skipped.increment();
            return;
        }
        routed.increment();
        for (String reader : readers(owner, data.path("book_id").asText())) {
            Publication event =
                    Publication.of(new Channel("user", reader), subject, data).by(owner);
            if (subject.equals("processor.status")) {
                event = event.asVolatile("processor:" + data.path("blob_id").asText());
            } else if (id != null && KEY.matcher(id).matches()) {
                event = event.idempotencyKey("source:" + id);
            }
            var unused = publisher.publish(event);
        }
    }

    private Set<String> readers(String owner, String bookId) {
        Set<String> readers = new LinkedHashSet<>();
        readers.add(owner);
        Channel book = new Channel("book", bookId);
        if (!bookId.isEmpty() && directory.mayRead(owner, book)) {
            readers.addAll(directory.members(book));
        }
        return readers;
    }

    /**
     * Says to every client that events may have been lost, so that they fetch what they show. It is said again for as long as
     * nobody knows whether it was heard, and told once all the same.
     *
     * @return complete when whoever connects from then on is not told of it any more
     */
    public CompletionStage<Void> mayHaveLost(String reason) {
        RealtimeNode publisher = node;
        if (publisher == null) {
            return CompletableFuture.completedFuture(null);
        }
        Map<String, String> data = new LinkedHashMap<>();
        data.put("reason", reason);
        data.put("at", FrameWriter.time(clock.instant()));
        CompletableFuture<Void> told = new CompletableFuture<>();
        say(
                publisher,
                Publication.of(Rooms.NEWS, "events_lost", data).idempotencyKey("lost:" + UUID.randomUUID()),
                told);
        return told;
    }

    private void say(RealtimeNode publisher, Publication news, CompletableFuture<Void> told) {
        publisher.publish(news).whenComplete((result, failure) -> {
            if (result instanceof PublishResult.Durable durable) {
                newsIsAt(durable.eventId());
                told.complete(null);
            } else if (result instanceof PublishResult.LocalOnly || isClosed(result)) {
                // The hub tells everybody when it can, or there is nobody any more.
                told.complete(null);
            } else {
                sayAgain(publisher, news, told);
            }
        });
    }

    private static boolean isClosed(@Nullable PublishResult result) {
        return result instanceof PublishResult.Rejected rejected && rejected.cause() == PublishResult.Cause.CLOSED;
    }

    private void sayAgain(RealtimeNode publisher, Publication news, CompletableFuture<Void> told) {
        try {
            var unused = timer.schedule(() -> say(publisher, news, told), AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException ended) {
            told.completeExceptionally(ended);
        }
    }

    /** Returns how many events were routed. */
    public long routed() {
        return routed.sum();
    }

    /** Returns how many events named nobody, or were none. */
    public long skipped() {
        return skipped.sum();
    }

    /** Counts something that was no event at all. */
    void skip() {
        skipped.increment();
    }
}

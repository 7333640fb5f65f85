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
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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

    private final Directory directory;
    private final Clock clock;
    private final LongAdder routed = new LongAdder();
    private final LongAdder skipped = new LongAdder();
    /** Where the news of losses stands; null until known. */
    private volatile @Nullable String newsPosition;
    /** Where they are published; null until the node is there. */
    private volatile @Nullable RealtimeNode node;

    /** Routes by this directory. */
    public ReynaEvents(Directory directory, Clock clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /**
     * Publishes on a node from now on.
     *
     * @param publisher the node
     * @return complete when it is known where the news stand, or that nobody knows: who connects before may miss some
     */
    public CompletionStage<Void> tellThrough(RealtimeNode publisher) {
        node = publisher;
        return publisher.position(Rooms.NEWS).handle((head, failure) -> {
            if (failure == null) {
                head.ifPresent(this::newsIsAt);
            }
            return null;
        });
    }

    private synchronized void newsIsAt(String position) {
        newsPosition = position;
    }

    /**
     * Returns where the news of losses stands: a client that connects now has to hear everything from here on, also what is
     * published before its subscription is in force. Null when nobody knows.
     */
    public @Nullable String newsPosition() {
        return newsPosition;
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
     * Says to every client that events may have been lost, so that they fetch what they show.
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
        return publisher
                .publish(Publication.of(Rooms.NEWS, "events_lost", data))
                .thenAccept(result -> {
                    if (result instanceof PublishResult.Durable durable) {
                        newsIsAt(durable.eventId());
                    }
                });
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

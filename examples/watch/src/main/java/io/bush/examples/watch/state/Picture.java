package io.bush.examples.watch.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.bush.realtime.client.channel.ReceivedEvent;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one channel, from its list and from the events since: so the next list shows what was missed and nothing
 * else. Thread safety: for one thread at a time.
 */
final class Picture {

    /** Of more things than this a picture is not kept. */
    static final int MOST = 20_000;

    private static final List<String> TIMES = List.of("created_at", "updated_at", "completed_at", "read_at");

    private final Kind kind;
    /** By id: as of when it is known. */
    private final Map<String, Instant> known = new LinkedHashMap<>();
    /** What the newest list told, and an event of the same moment may tell again. */
    private final Set<String> told = new HashSet<>();
    /** Whether a list was taken, so that the next one can be compared. */
    private boolean whole;

    Picture(Kind kind) {
        this.kind = kind;
    }

    boolean isWhole() {
        return whole;
    }

    /** Takes an event in; returns whether a list has told the same. */
    boolean isTold(ReceivedEvent event) {
        String id = kind.idIn(event.data());
        if (id == null || told.remove(event.event() + " " + id)) {
            return id != null;
        }
        if (event.event().equals(kind.deleted())) {
            known.remove(id);
        } else if (known.containsKey(id) || (event.event().equals(kind.created()) && known.size() < MOST)) {
            known.put(id, event.timestamp());
        }
        return false;
    }

    /** Takes a list in; returns what it tells that was not known, in its order. Of the first one that is nothing. */
    List<Missed> take(List<JsonNode> items) {
        List<Missed> missed = new ArrayList<>();
        Set<String> gone = new LinkedHashSet<>(known.keySet());
        for (JsonNode item : items) {
            String id = item.path("id").asText();
            Instant newest = newest(item);
            Instant before = known.get(id);
            gone.remove(id);
            if (before == null) {
                missed.add(new Missed(kind.created(), id, item));
            } else if (before.isBefore(newest)) {
                missed.add(new Missed(kind.changed(item), id, item));
            }
            known.put(id, before == null || before.isBefore(newest) ? newest : before);
        }
        for (String id : gone) {
            known.remove(id);
            JsonNode item = JsonNodeFactory.instance.objectNode().put("id", id);
            missed.add(new Missed(kind.deleted(), id, item));
        }
        boolean comparable = whole;
        whole = true;
        told.clear();
        if (!comparable) {
            return List.of();
        }
        missed.stream()
                .filter(it -> it.event().equals(kind.created()) || it.event().equals(kind.deleted()))
                .forEach(it -> told.add(it.event() + " " + it.id()));
        return missed;
    }

    private static Instant newest(JsonNode item) {
        Instant newest = Instant.EPOCH;
        for (String field : TIMES) {
            Instant time = time(item.path(field).textValue());
            newest = time.isAfter(newest) ? time : newest;
        }
        return newest;
    }

    private static Instant time(@Nullable String text) {
        try {
            return text == null ? Instant.EPOCH : Instant.parse(text);
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }
}

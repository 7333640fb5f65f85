package io.bush.realtime.redis.model;

import io.bush.realtime.redis.model.Keyspace.Hash;
import io.bush.realtime.redis.model.Keyspace.Sorted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the scripts on the places of a user and on the index of a channel's locks do. Thread safety: no state. */
final class ListsModel {

    private static final long DAY = 86_400_000;

    private record Place(long ends, long stamp) {

        static Place of(Object text) {
            String[] words = ((String) text).split(" ", 2);
            return new Place(Long.parseLong(words[0]), Long.parseLong(words[1]));
        }

        @Override
        public String toString() {
            return ends + " " + stamp;
        }
    }

    private ListsModel() {}

    // ---- places ----

    private static Map<String, Place> places(Step step) {
        Map<String, Place> places = new TreeMap<>();
        Hash hash = step.store.hash(step.key(0));
        hash.fields().forEach((name, text) -> places.put(name, Place.of(text)));
        places.values().removeIf(place -> place.ends() <= step.store.nowMillis());
        return places;
    }

    private static List<@Nullable Object> keep(Step step, Map<String, Place> places, Object... answer) {
        Hash hash = step.store.hash(step.key(0));
        hash.fields().clear();
        places.forEach((name, place) -> hash.fields().put(name, place.toString()));
        places.values().stream()
                .mapToLong(Place::ends)
                .max()
                .ifPresent(last -> step.store.expire(step.key(0), last - step.store.nowMillis()));
        return step.reply(answer);
    }

    static List<@Nullable Object> take(Step step) {
        Map<String, Place> places = places(step);
        Place mine = places.get(step.text(0));
        if (mine == null && places.size() >= step.number(1)) {
            List<Object> answer = new ArrayList<>(List.of(0));
            places.forEach((name, place) -> {
                answer.add(name);
                answer.add(place.stamp());
            });
            return keep(step, places, answer.toArray());
        }
        long stamp = Math.max(step.store.micros(), mine == null ? 0 : mine.stamp() + 1);
        long ends = step.store.nowMillis() + step.number(2);
        places.put(step.text(0), new Place(mine == null ? ends : Math.max(ends, mine.ends()), stamp));
        return keep(step, places, 1, stamp);
    }

    static List<@Nullable Object> keep(Step step) {
        Map<String, Place> places = places(step);
        Place mine = places.get(step.text(0));
        long ends = step.store.nowMillis() + step.number(1);
        if (mine == null) {
            places.put(step.text(0), new Place(ends, step.store.micros()));
            return keep(step, places, 1, step.store.micros());
        }
        places.put(step.text(0), new Place(Math.max(ends, mine.ends()), mine.stamp()));
        return keep(step, places, 0);
    }

    static List<@Nullable Object> give(Step step) {
        Map<String, Place> places = places(step);
        int before = places.size();
        for (int i = 0; i < step.arguments(); i += 2) {
            Place place = places.get(step.text(i));
            if (place != null && place.stamp() == step.number(i + 1)) {
                places.remove(step.text(i));
            }
        }
        return keep(step, places, before - places.size());
    }

    // ---- the index of a channel ----

    static List<@Nullable Object> hint(Step step) {
        Sorted index = step.store.sorted(step.key(0));
        long now = step.store.nowMillis();
        Long before = index.scores().get(step.text(0));
        long ends = step.number(2) + (step.text(1).equals("in") ? now : 0);
        ends -= before != null && before == ends ? 1 : 0;
        index.scores().put(step.text(0), ends);
        step.store.expire(step.key(0), Math.max(ends - now + DAY, step.store.left(step.key(0))));
        return step.reply();
    }

    static List<@Nullable Object> hints(Step step) {
        List<Object> answer = new ArrayList<>();
        step.store.sorted(step.key(0)).ranked().stream().limit(step.number(0)).forEach(entry -> {
            answer.add(entry.getKey());
            answer.add(Long.toString(entry.getValue()));
        });
        return step.reply(answer.toArray());
    }

    static List<@Nullable Object> mend(Step step) {
        Sorted index = step.store.sorted(step.key(0));
        int mended = 0;
        for (int i = 0; i < step.arguments(); i += 3) {
            Long score = index.scores().get(step.text(i));
            if (score != null && score == step.number(i + 1)) {
                mended++;
                if (step.text(i + 2).isEmpty()) {
                    index.scores().remove(step.text(i));
                } else {
                    index.scores().put(step.text(i), step.number(i + 2));
                }
            }
        }
        return step.reply(mended);
    }
}

package io.bush.realtime.redis.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the scripts of a channel's log do. Thread safety: none. */
final class LogModel {

    private final Step step;
    private final Keyspace store;
    private final List<String> log;
    private final @Nullable Head head;
    private final String now;

    /** What a head says. */
    private record Head(String epoch, long offset, String tag, String begun, long again) {

        static Head at(String place, String begun) {
            return new Head(
                    place.substring(0, 22), Long.parseLong(place.substring(22, 37)), place.substring(37, 45), begun, 0);
        }

        static @Nullable Head of(@Nullable String text) {
            if (text == null || text.length() != 70) {
                return null;
            }
            Head head = at(text.substring(10, 55), text.substring(55));
            return new Head(head.epoch, head.offset, head.tag, head.begun, Long.parseLong(text.substring(0, 10)));
        }

        Head followed(String nextTag) {
            return new Head(epoch, offset + 1, nextTag, begun, again);
        }

        String place() {
            return epoch + digits(offset) + tag;
        }

        String text(long until) {
            return String.format("%010d", until) + place() + begun;
        }
    }

    private LogModel(Step step) {
        this.step = step;
        this.store = step.store;
        this.log = store.list(step.key(0)).items();
        this.head = Head.of(store.text(step.key(1)));
        this.now = digits(store.nowMillis());
    }

    static List<@Nullable Object> append(Step step) {
        return new LogModel(step).append();
    }

    static List<@Nullable Object> head(Step step) {
        return new LogModel(step).newest();
    }

    static List<@Nullable Object> heads(Step step) {
        StringBuilder places = new StringBuilder();
        for (String key : step.keys) {
            Head head = Head.of(step.store.text(key));
            places.append(head == null ? "-".repeat(45) : head.place());
            if (head != null && step.store.left(key) < step.number(1)) {
                step.store.expire(key, step.number(0));
            }
        }
        return Step.texts(List.of(places.toString()));
    }

    static List<@Nullable Object> read(Step step) {
        return new LogModel(step).read();
    }

    static List<@Nullable Object> startAnew(Step step) {
        return new LogModel(step).startAnew();
    }

    static List<@Nullable Object> probe(Step step) {
        step.store.delete(step.key(0));
        step.announce(step.text(0), step.text(1));
        List<@Nullable Object> heard = new ArrayList<>();
        heard.add(0L);
        return heard;
    }

    private static String digits(long number) {
        return String.format("%015d", number);
    }

    private Head known() {
        return Objects.requireNonNull(head);
    }

    private void setHead(String text, long kept) {
        store.setText(step.key(1), text);
        store.expire(step.key(1), kept);
    }

    private void begin(String place, long kept) {
        log.clear();
        setHead(Head.at(place, now).text(0), kept);
    }

    private List<@Nullable Object> append() {
        Map<Integer, String> earlier = new LinkedHashMap<>();
        for (int i = 2; i < step.keys.size(); i++) {
            String place = store.text(step.key(i));
            if (place != null) {
                earlier.put(i + 1, place);
            }
        }
        String[] seldom = step.text(1).split(" ", -1);
        Head at = head == null ? Head.at(seldom[1], now) : head;
        List<String> replies = new ArrayList<>();
        List<String> entries = new ArrayList<>();
        Map<Integer, String> remembered = new LinkedHashMap<>();
        boolean single = step.arguments() == 4;
        for (int i = 2; i < step.arguments(); i += 3) {
            int key = single ? step.keys.size() == 3 ? 3 : 0 : Math.toIntExact(step.number(i + 1));
            String before = earlier.get(key);
            if (before != null) {
                replies.add("r" + before);
                continue;
            }
            String previous = at.tag();
            at = at.followed(step.text(i));
            entries.add("e1" + at.place() + previous + now + step.text(single ? 3 : i + 2));
            replies.add(at.place());
            if (key > 0) {
                earlier.put(key, at.place());
                remembered.put(key, at.place());
            }
        }
        if (entries.isEmpty()) {
            store.expire(step.key(1), Long.parseLong(seldom[4]));
            return Step.texts(List.of(String.join("", replies)));
        }
        keep(entries, at, seldom);
        remembered.forEach((key, place) -> {
            store.setText(step.key(key - 1), place);
            store.expire(step.key(key - 1), Long.parseLong(seldom[0]));
        });
        entries.forEach(entry -> step.announce(step.text(0), entry));
        return Step.texts(List.of(String.join("", replies)));
    }

    private void keep(List<String> entries, Head at, String[] seldom) {
        if (head == null) {
            store.delete(step.key(0), step.key(1));
        }
        List<String> items = store.list(step.key(0)).items();
        boolean fresh = items.isEmpty();
        entries.forEach(entry -> items.add(0, entry));
        int most = Integer.parseInt(seldom[2]);
        if (items.size() % 32 < entries.size() && items.size() > most) {
            items.subList(most, items.size()).clear();
        }
        long second = store.nowMillis() / 1_000;
        if (fresh || at.again() < second) {
            store.expire(step.key(0), Long.parseLong(seldom[3]));
            setHead(at.text(second + Long.parseLong(seldom[5])), Long.parseLong(seldom[4]));
        } else {
            store.changeText(step.key(1), at.text(at.again()));
        }
    }

    private List<@Nullable Object> newest() {
        if (head == null) {
            begin(step.text(0), step.number(1));
            return Step.texts(List.of(step.text(0)));
        }
        use();
        return Step.texts(List.of(known().place()));
    }

    private void use() {
        if (store.left(step.key(1)) < step.number(2)) {
            store.expire(step.key(1), step.number(1));
        }
    }

    private List<@Nullable Object> read() {
        if (head == null) {
            begin(step.text(0), step.number(1));
            return Step.texts(List.of(step.text(0), now));
        }
        List<String> items = List.copyOf(log);
        use();
        List<String> reply = new ArrayList<>(List.of(known().place(), now));
        long missing = known().offset() - step.number(4);
        boolean covered = missing <= Math.min(items.size(), step.number(5));
        if (!known().epoch().equals(step.text(3)) || missing <= 0 || !covered) {
            return Step.texts(reply);
        }
        long wanted = Math.min(missing, step.number(6));
        if (wanted < missing && step.text(8).equals("1")) {
            wanted = 1;
        }
        long bytes = step.number(7);
        for (int i = (int) missing - 1; i > missing - 1 - wanted && bytes > 0; i--) {
            reply.add(items.get(i));
            bytes -= items.get(i).length();
        }
        return Step.texts(reply);
    }

    private List<@Nullable Object> startAnew() {
        long age = head == null ? -1 : store.nowMillis() - Long.parseLong(known().begun());
        if (age >= 0 && age < step.number(4)) {
            store.expire(step.key(1), step.number(3));
            return Step.texts(List.of(known().place()));
        }
        begin(step.text(2), step.number(3));
        step.announce(step.text(0), step.text(1));
        return Step.texts(List.of(step.text(2)));
    }
}

package io.bush.realtime.redis.model;

import io.bush.realtime.redis.model.Keyspace.Hash;
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
    private final Hash head;
    private final String now;

    private LogModel(Step step) {
        this.step = step;
        this.store = step.store;
        this.log = store.list(step.key(0)).items();
        this.head = store.hash(step.key(1));
        this.now = digits(store.nowMillis());
    }

    static List<@Nullable Object> append(Step step) {
        return new LogModel(step).append();
    }

    static List<@Nullable Object> head(Step step) {
        return new LogModel(step).newest();
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

    private boolean hasHead() {
        return head.text("e") != null && head.text("s") != null && head.text("t") != null;
    }

    private String field(String name) {
        return Objects.requireNonNull(head.text(name));
    }

    private void begin(String epoch, String tag, long kept) {
        log.clear();
        store.delete(step.key(1));
        Map<String, Object> fields = store.hash(step.key(1)).fields();
        fields.put("e", epoch);
        fields.put("s", "0");
        fields.put("t", tag);
        fields.put("b", now);
        store.expire(step.key(1), kept);
    }

    private List<@Nullable Object> append() {
        Map<Integer, String> earlier = new LinkedHashMap<>();
        for (int i = 2; i < step.keys.size(); i++) {
            String place = store.text(step.key(i));
            if (place != null) {
                earlier.put(i + 1, place);
            }
        }
        boolean anew = !hasHead();
        String epoch = anew ? step.text(1) : field("e");
        long offset = anew ? 0 : Long.parseLong(field("s"));
        String tag = anew ? step.text(2) : field("t");
        List<String> replies = new ArrayList<>();
        List<String> entries = new ArrayList<>();
        Map<Integer, String> remembered = new LinkedHashMap<>();
        for (int i = 7; i < step.arguments(); i += 3) {
            int key = Math.toIntExact(step.number(i + 1));
            String before = earlier.get(key);
            if (before != null) {
                replies.add("r" + before);
                continue;
            }
            offset++;
            String place = epoch + digits(offset) + step.text(i);
            entries.add("e1" + place + tag + now + step.text(i + 2));
            tag = step.text(i);
            replies.add("n" + place);
            if (key > 0) {
                earlier.put(key, place);
                remembered.put(key, place);
            }
        }
        if (entries.isEmpty()) {
            store.expire(step.key(1), step.number(5));
            return Step.texts(replies);
        }
        if (anew) {
            begin(epoch, tag, 0);
        }
        keep(entries, epoch, offset, tag, anew);
        remembered.forEach((key, place) -> {
            store.setText(step.key(key - 1), place);
            store.expire(step.key(key - 1), step.number(6));
        });
        entries.forEach(entry -> step.announce(step.text(0), entry));
        return Step.texts(replies);
    }

    private void keep(List<String> entries, String epoch, long offset, String tag, boolean anew) {
        List<String> items = store.list(step.key(0)).items();
        if (anew) {
            items.clear();
        }
        entries.forEach(entry -> items.add(0, entry));
        while (items.size() > step.number(3)) {
            items.remove(items.size() - 1);
        }
        store.expire(step.key(0), step.number(4));
        Map<String, Object> fields = store.hash(step.key(1)).fields();
        fields.put("e", epoch);
        fields.put("s", Long.toString(offset));
        fields.put("t", tag);
        if (anew) {
            fields.put("b", now);
        }
        store.expire(step.key(1), step.number(5));
    }

    private List<@Nullable Object> newest() {
        if (!hasHead()) {
            begin(step.text(0), step.text(1), step.number(2));
            return Step.texts(List.of(step.text(0), "0", step.text(1)));
        }
        use();
        return Step.texts(List.of(field("e"), field("s"), field("t")));
    }

    private void use() {
        if (store.left(step.key(1)) < step.number(3)) {
            store.expire(step.key(1), step.number(2));
        }
    }

    private List<@Nullable Object> read() {
        if (!hasHead()) {
            begin(step.text(0), step.text(1), step.number(2));
            return Step.texts(List.of(step.text(0), "0", step.text(1), now));
        }
        List<String> items = List.copyOf(log);
        use();
        List<String> reply = new ArrayList<>(List.of(field("e"), field("s"), field("t"), now));
        long missing = Long.parseLong(field("s")) - step.number(5);
        boolean covered = missing <= Math.min(items.size(), step.number(6));
        if (!field("e").equals(step.text(4)) || missing <= 0 || !covered) {
            return Step.texts(reply);
        }
        long wanted = Math.min(missing, step.number(7));
        if (wanted < missing && step.text(9).equals("1")) {
            wanted = 1;
        }
        long bytes = step.number(8);
        for (int i = (int) missing - 1; i > missing - 1 - wanted && bytes > 0; i--) {
            reply.add(items.get(i));
            bytes -= items.get(i).length();
        }
        return Step.texts(reply);
    }

    private List<@Nullable Object> startAnew() {
        boolean young =
                hasHead() && head.text("b") != null && store.nowMillis() - Long.parseLong(field("b")) < step.number(5);
        if (young) {
            store.expire(step.key(1), step.number(4));
            return Step.texts(List.of(field("e"), field("s"), field("t")));
        }
        begin(step.text(2), step.text(3), step.number(4));
        step.announce(step.text(0), step.text(1));
        return Step.texts(List.of(step.text(2), "0", step.text(3)));
    }
}

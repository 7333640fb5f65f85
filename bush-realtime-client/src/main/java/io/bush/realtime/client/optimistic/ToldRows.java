package io.bush.realtime.client.optimistic;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** What the server has told of a list, and under which keys its rows are shown. For one thread. */
final class ToldRows<T> {

    private final Function<? super T, String> idOf;
    /** By id. */
    private final Map<String, T> rows = new LinkedHashMap<>();
    /** The keys of rows that were added here, by id. */
    private final Map<String, String> keys = new LinkedHashMap<>();
    /** Rows that are gone, so that a late reply brings none of them back: the latest few. */
    private final Set<String> gone = new LinkedHashSet<>();

    ToldRows(Function<? super T, String> idOf) {
        this.idOf = idOf;
    }

    String id(T row) {
        return idOf.apply(row);
    }

    boolean contains(String id) {
        return rows.containsKey(id);
    }

    Map<String, T> copy() {
        return new LinkedHashMap<>(rows);
    }

    void put(T row) {
        rows.put(id(row), row);
    }

    /** Takes in what a reply says, unless something newer is known. */
    void putIfNew(T row) {
        if (!gone.contains(id(row))) {
            rows.putIfAbsent(id(row), row);
        }
    }

    void change(String id, UnaryOperator<T> change) {
        rows.computeIfPresent(id, (same, row) -> change.apply(row));
    }

    String key(String id) {
        return keys.getOrDefault(id, id);
    }

    void key(String id, String key) {
        keys.put(id, key);
    }

    /** Forgets a row; hears the key under which it was shown. */
    void remove(String id, Consumer<String> hears) {
        gone.add(id);
        if (gone.size() > OptimisticList.MAX_OPERATIONS) {
            gone.remove(gone.iterator().next());
        }
        if (rows.remove(id) != null) {
            hears.accept(key(id));
            keys.remove(id);
        }
    }

    /** Takes other rows in place of all; hears the keys of those that are not among them. */
    void replace(Collection<? extends T> fresh, Consumer<String> hears) {
        List<String> left = new ArrayList<>(rows.keySet());
        Map<String, T> next = new LinkedHashMap<>();
        fresh.forEach(row -> next.put(id(row), row));
        left.removeAll(next.keySet());
        left.forEach(id -> remove(id, hears));
        rows.clear();
        rows.putAll(next);
    }
}

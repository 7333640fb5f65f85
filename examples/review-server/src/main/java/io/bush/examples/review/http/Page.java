package io.bush.examples.review.http;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list a client asks for: {@code ?limit=} and {@code ?cursor=}. A cursor is a place in the order of
 * creation, so that it survives the deletion of what stood there.
 *
 * @param limit how many at most, 1 to 1,000
 * @param after the place after which the page begins
 */
public record Page(int limit, long after) {

    private static final int MAX = 1000;

    /** Reads a request; without parameters the first 1,000. */
    public static Page of(Call call) {
        return new Page((int) number(call, "limit", MAX, 1, MAX), number(call, "cursor", 0, 0, Long.MAX_VALUE));
    }

    /**
     * One thing and its place.
     *
     * @param item the thing
     * @param place where it stands in the order of creation
     */
    public record Placed<T>(T item, long place) {}

    /** How many to read, so that it shows whether there are more. */
    public int oneMore() {
        return limit + 1;
    }

    /** Returns the page's things out of what was read. */
    public <T, R> List<R> items(List<Placed<T>> read, Function<T, R> shown) {
        return read.stream().limit(limit).map(Placed::item).map(shown).toList();
    }

    /** Returns the next page's cursor, or null when this is the last one. */
    public <T> @Nullable String next(List<Placed<T>> read) {
        return read.size() > limit ? Long.toString(read.get(limit - 1).place()) : null;
    }

    private static long number(Call call, String name, long absent, long least, long most) {
        String text = call.query(name);
        if (text == null) {
            return absent;
        }
        if (text.matches("\\d{1,18}")) {
            long value = Long.parseLong(text);
            if (value >= least && value <= most) {
                return value;
            }
        }
        throw HttpFailure.invalid(name, name + " is not a number from " + least + " to " + most);
    }
}

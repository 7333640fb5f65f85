package io.bush.examples.review.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which bytes of a file a client wants.
 *
 * @param first index of the first byte
 * @param length how many bytes
 */
record ByteRange(long first, long length) {

    private static final Pattern ONE_RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    static ByteRange all(long size) {
        return new ByteRange(0, size);
    }

    /** Returns the range, all bytes for a header that may be ignored (several ranges), or null when there is no such byte. */
    static @Nullable ByteRange parse(String header, long size) {
        Matcher matcher = ONE_RANGE.matcher(header.strip());
        if (!matcher.matches()
                || (matcher.group(1).isEmpty() && matcher.group(2).isEmpty())) {
            return all(size);
        }
        if (matcher.group(1).isEmpty()) {
            long suffix = Math.min(Long.parseLong(matcher.group(2)), size);
            return suffix == 0 ? null : new ByteRange(size - suffix, suffix);
        }
        long first = Long.parseLong(matcher.group(1));
        long last = matcher.group(2).isEmpty() ? size - 1 : Math.min(Long.parseLong(matcher.group(2)), size - 1);
        if (first > last && !matcher.group(2).isEmpty() && Long.parseLong(matcher.group(2)) < first) {
            return all(size);
        }
        return first >= size ? null : new ByteRange(first, last - first + 1);
    }

    long last() {
        return first + length - 1;
    }
}

package io.bush.realtime.channel;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Which events of a channel a subscriber wants (contract §2, field {@code events}): dot-separated tokens, {@code *} for
 * one token, {@code >} for the rest. No pattern at all means every event. Thread safety: immutable.
 *
 * @param patterns at most 10, each of 1 to 64 characters {@code [a-z0-9_.*>]}
 */
public record EventPatterns(List<String> patterns) {

    /** Every event. */
    public static final EventPatterns ALL = new EventPatterns(List.of());

    /** Most patterns one subscription may have. */
    public static final int MAX_PATTERNS = 10;

    private static final Pattern GRAMMAR = Pattern.compile("(?:(?:[a-z0-9_]+|\\*)\\.)*(?:[a-z0-9_]+|\\*|>)");

    /** Refuses patterns outside the grammar. */
    public EventPatterns {
        patterns = List.copyOf(patterns);
        if (patterns.size() > MAX_PATTERNS) {
            throw new IllegalArgumentException(patterns.size() + " event patterns, allowed: " + MAX_PATTERNS);
        }
        for (String pattern : patterns) {
            if (pattern.length() > 64 || !GRAMMAR.matcher(pattern).matches()) {
                throw new IllegalArgumentException("malformed event pattern");
            }
        }
    }

    /**
     * Tells whether every event is wanted.
     *
     * @return true without any pattern
     */
    public boolean wantsAll() {
        return patterns.isEmpty();
    }

    /**
     * Tells whether an event is wanted.
     *
     * @param eventName the event's name
     * @return true when one pattern matches, or there is none
     */
    public boolean matches(String eventName) {
        if (patterns.isEmpty()) {
            return true;
        }
        for (String pattern : patterns) {
            if (matches(pattern, eventName)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(String pattern, String name) {
        int p = 0;
        int n = 0;
        while (true) {
            int pEnd = tokenEnd(pattern, p);
            int nEnd = tokenEnd(name, n);
            boolean rest = pEnd - p == 1 && pattern.charAt(p) == '>';
            if (rest) {
                return true;
            }
            boolean one = pEnd - p == 1 && pattern.charAt(p) == '*';
            if (!one && !(pEnd - p == nEnd - n && pattern.regionMatches(p, name, n, pEnd - p))) {
                return false;
            }
            boolean patternDone = pEnd == pattern.length();
            boolean nameDone = nEnd == name.length();
            if (patternDone || nameDone) {
                return patternDone && nameDone;
            }
            p = pEnd + 1;
            n = nEnd + 1;
        }
    }

    private static int tokenEnd(String text, int from) {
        int dot = text.indexOf('.', from);
        return dot < 0 ? text.length() : dot;
    }
}

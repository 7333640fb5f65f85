package io.bush.examples.review.comment;

import java.util.List;
import java.util.regex.Pattern;

/** Finds {@code @name} in a text. */
final class Mentions {

    private static final int MAX_PEOPLE = 50;
    /** Not within a word or an address: {@code jane@example} mentions nobody. */
    private static final Pattern MENTION =
            Pattern.compile("(?<![A-Za-z0-9_.@-])@([A-Za-z0-9_-]{1,40})(?![A-Za-z0-9_-])");

    private Mentions() {}

    /** Returns the names in the order they appear, each once, at most 50. */
    static List<String> in(String text) {
        return MENTION.matcher(text)
                .results()
                .map(match -> match.group(1))
                .distinct()
                .limit(MAX_PEOPLE)
                .toList();
    }
}

package io.bush.examples.review.http;

/** What the server accepts as a text from outside. */
public final class PlainText {

    private PlainText() {}

    /**
     * Checks a text: 1 to {@code maxLength} characters, not blank, no control characters but tab and line ends, no lone
     * surrogates.
     *
     * @return the text without white space around it
     */
    public static String require(String field, String value, int maxLength) {
        String text = value.strip();
        if (text.isEmpty()) {
            throw HttpFailure.invalid(field, field + " is empty");
        }
        if (text.length() > maxLength) {
            throw HttpFailure.invalid(field, field + " has " + text.length() + " characters, allowed: " + maxLength);
        }
        if (text.chars().anyMatch(c -> Character.isISOControl(c) && c != '\t' && c != '\n' && c != '\r')) {
            throw HttpFailure.invalid(field, field + " holds control characters");
        }
        if (!isWellFormed(text)) {
            throw HttpFailure.invalid(field, field + " holds half a character (a lone surrogate)");
        }
        return text;
    }

    /** As {@link #require}, and on one line. */
    public static String requireLine(String field, String value, int maxLength) {
        String text = require(field, value, maxLength);
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw HttpFailure.invalid(field, field + " has several lines");
        }
        return text;
    }

    static boolean isWellFormed(String text) {
        return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }
}

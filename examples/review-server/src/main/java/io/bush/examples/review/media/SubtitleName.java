package io.bush.examples.review.media;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the name of a subtitle file says: {@code clip.en.vtt} lies beside {@code clip.mp4} and is in English.
 *
 * @param base the part it shares with the file beside it
 * @param language BCP 47, or null when the name does not say
 */
public record SubtitleName(String base, @Nullable String language) {

    private static final Pattern SUBTITLE = Pattern.compile("(.+)\\.(?:vtt|srt)", Pattern.CASE_INSENSITIVE);
    private static final Pattern WITH_LANGUAGE = Pattern.compile("(.+)\\.([a-zA-Z]{2,3}(?:[-_][a-zA-Z0-9]{2,8}){0,3})");

    /** Reads a name; null when it is not a subtitle's. */
    public static @Nullable SubtitleName parse(String fileName) {
        Matcher subtitle = SUBTITLE.matcher(fileName);
        if (!subtitle.matches()) {
            return null;
        }
        Matcher language = WITH_LANGUAGE.matcher(subtitle.group(1));
        return language.matches()
                ? new SubtitleName(language.group(1), language.group(2).replace('_', '-'))
                : new SubtitleName(subtitle.group(1), null);
    }

    /** Tells whether a file of this name is what the subtitles are for. */
    public boolean liesBeside(String fileName) {
        if (SUBTITLE.matcher(fileName).matches()) {
            return false;
        }
        int dot = fileName.lastIndexOf('.');
        String stem = dot > 0 ? fileName.substring(0, dot) : fileName;
        return stem.toLowerCase(Locale.ROOT).equals(base.toLowerCase(Locale.ROOT));
    }
}

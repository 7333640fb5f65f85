package io.bush.examples.review.media;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The spoken words of a WebVTT or SubRip file.
 *
 * @param language what a WebVTT header says, or null
 * @param cues how many cues there are
 * @param wordCount words in all cues, without markup
 */
public record SubtitleText(@Nullable String language, int cues, int wordCount) {

    private static final Pattern TIMING = Pattern.compile("\\s*(?:\\d{1,4}:)?\\d{1,2}:\\d{2}[.,]\\d{3}\\s+-->\\s+"
            + "(?:\\d{1,4}:)?\\d{1,2}:\\d{2}[.,]\\d{3}(?:\\s.*)?");
    private static final Pattern MARKUP = Pattern.compile("<[^<>]{0,200}>|\\{\\\\[^{}]{0,200}}");
    private static final String SIGNS_IN_WORDS = "'’.-";
    private static final Pattern LANGUAGE = Pattern.compile(
            "(?:language|lang)\\s*:\\s*([a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3})\\s*", Pattern.CASE_INSENSITIVE);

    /** The text is neither. */
    public static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }
    }

    /**
     * Parses a file.
     *
     * @param bytes UTF-8, with or without a byte order mark
     * @param webVtt whether it must begin with {@code WEBVTT}
     * @return what it says
     * @throws MalformedException when it is not UTF-8, has no header where one must be, or no cue
     */
    public static SubtitleText parse(byte[] bytes, boolean webVtt) throws MalformedException {
        List<List<String>> blocks = blocks(decode(bytes));
        String language = null;
        if (webVtt) {
            if (blocks.isEmpty() || !blocks.get(0).get(0).matches("WEBVTT(?:[ \\t].*)?")) {
                throw new MalformedException("it does not begin with WEBVTT");
            }
            language = language(blocks.get(0));
            blocks = blocks.subList(1, blocks.size());
        }
        int cues = 0;
        int words = 0;
        for (List<String> block : blocks) {
            int timing = timingLine(block);
            if (timing >= 0) {
                cues++;
                words += words(block.subList(timing + 1, block.size()));
            } else if (!webVtt || !isAside(block.get(0))) {
                throw new MalformedException("a block has no line with times: \"" + clipped(block.get(0)) + "\"");
            }
        }
        if (cues == 0) {
            throw new MalformedException("it has no cue");
        }
        return new SubtitleText(language, cues, words);
    }

    private static String decode(byte[] bytes) throws MalformedException {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new MalformedException("it is not UTF-8");
        }
    }

    /** Lines in groups, as empty lines part them. Without a regular expression: those recurse, and the text is a client's. */
    private static List<List<String>> blocks(String text) {
        List<List<String>> blocks = new ArrayList<>();
        List<String> block = new ArrayList<>();
        for (Iterator<String> lines = text.lines().iterator(); lines.hasNext(); ) {
            String line = lines.next();
            if (!line.isBlank()) {
                block.add(line);
            } else if (!block.isEmpty()) {
                blocks.add(block);
                block = new ArrayList<>();
            }
        }
        if (!block.isEmpty()) {
            blocks.add(block);
        }
        return blocks;
    }

    /** The times stand on the first line, or on the second after a number or name. */
    private static int timingLine(List<String> block) {
        for (int i = 0; i < Math.min(2, block.size()); i++) {
            if (TIMING.matcher(block.get(i)).matches()) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isAside(String firstLine) {
        return firstLine.startsWith("NOTE") || firstLine.startsWith("STYLE") || firstLine.startsWith("REGION");
    }

    /** A word is letters and digits, with single signs such as apostrophes and hyphens within. */
    private static int words(List<String> lines) {
        int words = 0;
        boolean inWord = false;
        boolean afterSign = false;
        for (int c : MARKUP.matcher(String.join(" ", lines))
                .replaceAll("")
                .codePoints()
                .toArray()) {
            if (Character.isLetterOrDigit(c)) {
                words += inWord ? 0 : 1;
                inWord = true;
                afterSign = false;
            } else {
                inWord = inWord && !afterSign && SIGNS_IN_WORDS.indexOf(c) >= 0;
                afterSign = inWord;
            }
        }
        return words;
    }

    private static @Nullable String language(List<String> header) {
        for (String line : header) {
            Matcher matcher = LANGUAGE.matcher(line);
            if (matcher.matches()) {
                return matcher.group(1).toLowerCase(Locale.ROOT);
            }
        }
        return null;
    }

    private static String clipped(String line) {
        return line.length() > 40 ? line.substring(0, 40) + "…" : line;
    }
}

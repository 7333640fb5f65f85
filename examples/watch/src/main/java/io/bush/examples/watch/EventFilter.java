package io.bush.examples.watch;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The patterns of {@code --events}, for what does not come as an event: {@code *} is one part of a name, {@code >} the rest. */
final class EventFilter {

    private final List<Pattern> patterns;

    /** Wants everything if there is no pattern. */
    EventFilter(List<String> patterns) {
        this.patterns = patterns.stream().map(EventFilter::compiled).toList();
    }

    private static Pattern compiled(String pattern) {
        return Pattern.compile(pattern.chars()
                .mapToObj(c -> switch (c) {
                    case '*' -> "[^.]+";
                    case '>' -> ".+";
                    default -> Pattern.quote(Character.toString(c));
                })
                .collect(Collectors.joining()));
    }

    boolean wants(String event) {
        return patterns.isEmpty()
                || patterns.stream().anyMatch(it -> it.matcher(event).matches());
    }
}

package io.bush.realtime.simulation;

import io.bush.realtime.channel.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One item of a subscribe that a client has sent. */
final class Request {

    final String ref;
    final Channel channel;
    final Filter filter;
    final @Nullable Since since;
    final long sentAt;
    /** What had to come of the position if it was judged at once. */
    final Since.Judgement judgedAtOnce;

    boolean answered;

    Request(String ref, Channel channel, Filter filter, @Nullable Since since, long sentAt, Since.Judgement atOnce) {
        this.ref = ref;
        this.channel = channel;
        this.filter = filter;
        this.since = since;
        this.sentAt = sentAt;
        this.judgedAtOnce = atOnce;
    }

    /** Event patterns, matched in another way than the engine does. */
    record Filter(List<String> patterns, List<Pattern> compiled) {

        static final List<Filter> SOME =
                List.of(of(), of(), of(), of("a.>"), of("*.x"), of("b.y.z", "a.y"), of("nothing.*"), of("*", "b.>"));

        private static Filter of(String... patterns) {
            List<Pattern> compiled = new ArrayList<>();
            for (String pattern : patterns) {
                compiled.add(Pattern.compile(
                        pattern.replace(".", "\\.").replace("*", "[a-z]+").replace(">", "[a-z.]+")));
            }
            return new Filter(List.of(patterns), compiled);
        }

        boolean wants(String event) {
            return compiled.isEmpty()
                    || compiled.stream()
                            .anyMatch(pattern -> pattern.matcher(event).matches());
        }
    }
}

package io.bush.realtime.simulation;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Payload;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The checker's own record of what clients said: each state of presence and each signal carries a number. */
final class Said {

    private static final String MARK = "\"n\":";

    /** Who said it where, when, through which connection. */
    record Statement(String number, String who, Channel channel, long at, String by) {}

    private final Scene scene;
    private final List<Statement> all = new ArrayList<>();

    Said(Scene scene) {
        this.scene = scene;
    }

    Statement add(String who, Channel channel, String by) {
        Statement statement = new Statement(String.valueOf(all.size()), who, channel, scene.now(), by);
        all.add(statement);
        return statement;
    }

    @Nullable
    Statement find(@Nullable String number) {
        int at = number == null ? -1 : Integer.parseInt(number);
        return at < 0 || at >= all.size() ? null : all.get(at);
    }

    /** The number in what the engine carries. */
    static String number(Payload payload) {
        String json = payload.json();
        int from = json.indexOf(MARK) + MARK.length();
        return json.substring(from, json.indexOf('}', from));
    }
}

package io.bush.realtime.redis.model;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One script that is run: its keys and arguments, what it announces and answers. Thread safety: none. */
final class Step {

    final Keyspace store;
    final List<String> keys;
    private final List<String> arguments = new ArrayList<>();
    private final List<Announced> announced = new ArrayList<>();

    /**
     * A message.
     *
     * @param channel where
     * @param message its bytes, one in each character
     */
    record Announced(String channel, String message) {}

    Step(Keyspace store, List<String> keys, List<byte[]> arguments) {
        this.store = store;
        this.keys = keys;
        arguments.forEach(bytes -> this.arguments.add(new String(bytes, StandardCharsets.ISO_8859_1)));
    }

    String key(int number) {
        return keys.get(number);
    }

    String text(int argument) {
        return arguments.get(argument);
    }

    long number(int argument) {
        return Long.parseLong(arguments.get(argument));
    }

    int arguments() {
        return arguments.size();
    }

    List<String> argumentsFrom(int first) {
        return arguments.subList(first, arguments.size());
    }

    void announce(String channel, String message) {
        announced.add(new Announced(channel, message));
    }

    List<Announced> announced() {
        return announced;
    }

    /** A reply that begins with the time. */
    List<@Nullable Object> reply(Object... parts) {
        List<@Nullable Object> reply = new ArrayList<>();
        reply.add(store.micros());
        for (Object part : parts) {
            reply.add(wire(part));
        }
        return reply;
    }

    /** A reply of text alone. */
    static List<@Nullable Object> texts(List<String> parts) {
        List<@Nullable Object> reply = new ArrayList<>();
        parts.forEach(part -> reply.add(wire(part)));
        return reply;
    }

    private static Object wire(Object part) {
        if (part instanceof String text) {
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }
        if (part instanceof List<?> list) {
            List<Object> wired = new ArrayList<>();
            list.forEach(one -> wired.add(wire(one)));
            return wired;
        }
        return part instanceof Integer number ? Long.valueOf(number) : part;
    }
}

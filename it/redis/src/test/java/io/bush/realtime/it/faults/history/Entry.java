package io.bush.realtime.it.faults.history;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * One thing on one connection.
 *
 * @param at when, in monotonic nanoseconds of this JVM
 * @param wallMillis what the wall clock showed then: it may leap, and Redis goes by it
 * @param what what kind of thing
 * @param json the frame; the close code for an end
 */
public record Entry(long at, long wallMillis, What what, JsonNode json) {

    /** What kind of thing. */
    public enum What {
        /** The client sent a frame. */
        SAID,
        /** The server handed a frame to the transport. */
        FRAME,
        /** The connection is over. */
        ENDED
    }

    /** The type of a control frame, the action of a client's frame; empty for an event. */
    public String type() {
        return text(what == What.SAID ? "action" : "type");
    }

    String text(String field) {
        return json.path(field).asText("");
    }

    @Nullable
    Channel channel() {
        String type = text("channel");
        return type.isEmpty() ? null : new Channel(type, text("resource_id"));
    }
}

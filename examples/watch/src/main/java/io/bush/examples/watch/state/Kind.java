package io.bush.examples.watch.state;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.client.channel.Channel;
import org.jspecify.annotations.Nullable;

/** What belongs to a channel, and where the review server lists it. */
enum Kind {
    COMMENT("file", "/files/%s/comments", "comments", "comment", "completed"),
    FILE("project", "/projects/%s/files", "files", "file", null),
    NOTIFICATION("user", "/notifications", "notifications", "notification", "read");

    private final String channelType;
    private final String path;
    private final String field;
    private final String noun;
    /** What happens to one that is done with; null if nothing does. */
    private final @Nullable String done;

    Kind(String channelType, String path, String field, String noun, @Nullable String done) {
        this.channelType = channelType;
        this.path = path;
        this.field = field;
        this.noun = noun;
        this.done = done;
    }

    /** What belongs to a channel; null if nobody lists it. */
    static @Nullable Kind of(Channel channel) {
        for (Kind kind : values()) {
            if (kind.channelType.equals(channel.type())) {
                return kind;
            }
        }
        return null;
    }

    String path(Channel channel) {
        return path.formatted(channel.resourceId());
    }

    JsonNode items(JsonNode page) {
        return page.path(field);
    }

    String plural() {
        return field;
    }

    /** The id of what an event is about; null if it names none. */
    @Nullable
    String idIn(JsonNode data) {
        JsonNode named = data.path(noun + "_id");
        return (named.isTextual() ? named : data.path("id")).textValue();
    }

    String created() {
        return noun + ".created";
    }

    String deleted() {
        return noun + ".deleted";
    }

    /** The event that would have told what happened to an item last. */
    String changed(JsonNode item) {
        String doneAt = done == null ? null : item.path(done + "_at").textValue();
        String editedAt = item.path("updated_at").asText();
        // All times of one server have one form, and that sorts.
        return noun + "." + (doneAt != null && doneAt.compareTo(editedAt) >= 0 ? done : "updated");
    }
}

package io.bush.examples.watch.show;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.client.channel.ReceivedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** What an event says, in a few words; every event of the catalogue has its own (seed 000, 4.2 to 4.8). */
final class EventText {

    private EventText() {}

    static String of(ReceivedEvent event) {
        Fields data = new Fields(event.data());
        return switch (event.event()) {
            case "comment.created" -> data.who("user") + ": " + data.quoted("text") + commentDetails(data);
            case "comment.updated" ->
                id(data, "comment_id") + " changed" + data.by("user", event.userId()) + ": "
                        + (data.has("text") ? data.quoted("text") : changes(data, "comment_id", "user"));
            case "comment.deleted" -> id(data, "comment_id") + " deleted" + data.by("deleted_by", event.userId());
            case "comment.completed" ->
                id(data, "comment_id") + " completed" + data.by("completed_by", event.userId())
                        + (data.has("completed_at") ? " at " + data.text("completed_at") : "");
            case "file.created" ->
                data.text("name") + " (" + id(data, "file_id") + ", " + data.text("type") + ", " + size(data)
                        + ") uploaded" + data.by("uploader", event.userId());
            case "file.deleted" -> id(data, "file_id") + " deleted" + data.by("deleted_by", event.userId());
            case "file.moved" ->
                id(data, "file_id") + " moved from " + data.text("old_folder_id", "the top") + " to "
                        + data.text("new_folder_id", "the top") + data.by("moved_by", event.userId());
            case "file.updated" ->
                id(data, "file_id") + " changed" + data.by("user", event.userId()) + ": "
                        + changes(data, "file_id", "id", "user");
            case "file.status_changed" ->
                id(data, "file_id") + ": " + data.text("old_status", "none") + " → " + data.text("new_status", "none")
                        + data.by("changed_by", event.userId());
            case "upload.progress" -> progress(data);
            case "processing.started" -> job(data) + " started";
            case "processing.progress" -> progress(data);
            case "processing.completed" -> job(data) + " completed" + outputs(data);
            case "processing.failed" -> job(data) + " failed: " + data.text("error_message");
            case "transcription.completed" ->
                id(data, "file_id") + " transcribed: " + data.text("language") + ", " + data.text("word_count")
                        + " words";
            case "version.created" ->
                "version " + data.first("number", "version") + " of " + data.first("name", "file_id")
                        + data.by("uploader", event.userId());
            case "folder.created" ->
                "folder " + data.quoted("name") + " (" + id(data, "folder_id") + ") made"
                        + data.by("created_by", event.userId());
            case "folder.deleted" -> id(data, "folder_id") + " deleted" + data.by("deleted_by", event.userId());
            case "member.added" ->
                data.text("user_id") + " added as " + data.text("permission_level")
                        + data.by("added_by", event.userId());
            case "member.updated" -> data.text("user_id") + " is now " + data.text("permission_level");
            case "member.removed" -> data.text("user_id") + " removed" + data.by("removed_by", event.userId());
            case "notification.created" ->
                data.text("type", "notification") + " from " + data.who("actor") + ": " + data.quoted("text") + " ("
                        + id(data, "notification_id") + ")";
            case "notification.read" -> id(data, "notification_id") + " read";
            case "share.viewed" -> "viewed by " + data.who("viewer");
            case "share.downloaded" -> id(data, "file_id") + " downloaded by " + data.who("viewer");
            default ->
                data.json().isObject()
                        ? data.pairs(List.of())
                        : Plain.text(data.json().toString());
        };
    }

    /** An object that was made has its id in {@code id}, one that is only named in a field of its own. */
    private static String id(Fields data, String field) {
        return data.first(field, "id");
    }

    private static String commentDetails(Fields data) {
        StringJoiner details = new StringJoiner(", ", " (", ")");
        details.add(id(data, "comment_id"));
        if (data.has("timestamp")) {
            details.add("at " + position(data.json().get("timestamp")));
        }
        if (data.has("parent_id")) {
            details.add("reply to " + data.text("parent_id"));
        }
        JsonNode annotations = data.json().path("annotations");
        if (annotations.isContainerNode() && !annotations.isEmpty()) {
            details.add(annotations.size() + (annotations.size() == 1 ? " mark" : " marks"));
        }
        return details.toString();
    }

    /** A place in a film is a number of seconds; everything else is shown as it is. */
    private static String position(JsonNode at) {
        if (!at.isNumber() || at.asDouble() < 0 || at.asDouble() > 1e8) {
            return Plain.text(at.asText());
        }
        double seconds = at.asDouble();
        return String.format(Locale.ROOT, "%d:%04.1f", (long) (seconds / 60), seconds % 60);
    }

    private static String changes(Fields data, String... without) {
        return data.in("changes").json().isObject()
                ? data.in("changes").pairs(List.of())
                : data.pairs(List.of(without));
    }

    private static String size(Fields data) {
        Long size = data.number("size");
        return size == null ? data.text("size") : Plain.bytes(size);
    }

    private static String job(Fields data) {
        return id(data, "file_id") + " " + data.text("job_type", "processing");
    }

    private static String outputs(Fields data) {
        JsonNode urls = data.json().path("output_urls");
        List<String> shown = new ArrayList<>();
        urls.forEach(url -> shown.add(Plain.text(url.asText())));
        return shown.isEmpty() ? "" : ": " + String.join(", ", shown);
    }

    /** What a progress event is about and how far it is. */
    static String progress(Fields data) {
        String what = data.has("job_type") ? job(data) : id(data, "file_id");
        Long done = data.number("bytes_uploaded");
        Long total = data.number("bytes_total");
        String bytes =
                done == null ? "" : " (" + Plain.bytes(done) + (total == null ? "" : " of " + Plain.bytes(total)) + ")";
        return what + (data.has("percentage") ? " " + data.text("percentage") + "%" : "") + bytes;
    }
}

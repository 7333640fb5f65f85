package io.bush.examples.desk.model;

import com.fasterxml.jackson.databind.JsonNode;

/** A file as a list shows it; the status is the project's word for how far its review is, perhaps empty. */
public record FileRow(String id, String name, String type, String status) {

    /** Reads one of the API's. */
    public static FileRow ofApi(JsonNode json) {
        return read(json, "id");
    }

    /** Reads the data of {@code file.created}. */
    public static FileRow ofEvent(JsonNode data) {
        return read(data, "file_id");
    }

    private static FileRow read(JsonNode json, String idField) {
        return new FileRow(
                json.path(idField).asText(),
                json.path("name").asText(),
                json.path("type").asText(),
                json.path("status").asText());
    }

    /** Tells whether it has a length, and with it a playhead. */
    public boolean isFilm() {
        return type.startsWith("video/") || type.startsWith("audio/");
    }
}

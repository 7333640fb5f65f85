package io.bush.realtime.it.faults.history;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** Who a client thinks is present in a channel. */
final class PresencePicture {

    private final Map<String, String> shown = new LinkedHashMap<>();

    void on(Entry entry) {
        switch (entry.type()) {
            case "presence.state" -> {
                shown.clear();
                for (JsonNode one : entry.json().path("users")) {
                    put(one);
                }
            }
            case "presence.update" -> put(entry.json());
            case "presence.leave" -> shown.remove(entry.text("user_id"));
            default -> {
                // Not of presence.
            }
        }
    }

    private void put(JsonNode one) {
        shown.put(
                one.path("user").path("id").asText(),
                one.path("state").path("status").asText());
    }

    /** Users and their statuses. */
    Map<String, String> shown() {
        return shown;
    }
}

package io.bush.examples.desk.model;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What to call somebody, as far as anybody was seen. For one thread. */
public final class People {

    private final Map<String, String> names = new HashMap<>();

    /** Remembers a name; none changes nothing. */
    public void seen(String userId, @Nullable String name) {
        if (name != null && !name.isEmpty()) {
            names.put(userId, name);
        }
    }

    /** Returns what to call somebody. */
    public String nameOf(@Nullable String userId) {
        return userId == null ? "somebody" : names.getOrDefault(userId, userId);
    }
}

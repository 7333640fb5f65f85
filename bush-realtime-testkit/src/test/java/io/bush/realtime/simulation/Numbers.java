package io.bush.realtime.simulation;

import io.bush.realtime.channel.EventContent;
import java.util.LinkedHashMap;
import java.util.Map;

/** The number every simulated event carries first in its data: {@code {"n":17,"v":"m",…}}. */
final class Numbers {

    private static final String PREFIX = "{\"n\":";

    private Numbers() {}

    /** The data of an event for one view class. */
    static Map<String, Object> data(int number, String view, String padding) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("n", number);
        data.put("v", view);
        data.put("pad", padding);
        return data;
    }

    static int in(EventContent content) {
        String text = content.data().json();
        return Integer.parseInt(text.substring(PREFIX.length(), text.indexOf(',')));
    }
}

package io.bush.examples.watch.show;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.client.channel.Channel;
import io.bush.realtime.client.channel.ControlFrame;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who is in which channel, and who edits what: says only what is new. Cursors that move, locks that are renewed and typing
 * that goes on are none. Thread safety: for one thread at a time.
 */
final class Rooms {

    /** A signal says nothing about its end: what it shows is over after this time without another. */
    private static final Duration SIGNAL_HOLDS = Duration.ofSeconds(6);

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final int MAX_REMEMBERED = 1000;

    private final Clock clock;
    private final Map<Channel, Room> rooms = bounded();

    Rooms(Clock clock) {
        this.clock = clock;
    }

    private record Person(String name, String status) {}

    private record Editor(String id, String name) {}

    private static final class Room {
        /** By user id; null until the first picture came. */
        @Nullable
        Map<String, Person> people;

        long total;

        /** By comment. */
        Map<String, Editor> editors = bounded();

        /** When which signal of whom came last. */
        final Map<String, Instant> signals = bounded();
    }

    /** Tells whether a type of frame is about people, locks or signals. */
    static boolean know(String type) {
        return switch (type) {
            case "presence.state",
                    "presence.update",
                    "presence.leave",
                    "lock.state",
                    "comment.locked",
                    "comment.unlocked",
                    "signal" -> true;
            default -> false;
        };
    }

    /** Returns what a frame says that was not known; null when that is nothing. */
    @Nullable
    String text(Channel channel, ControlFrame frame) {
        Room room = rooms.computeIfAbsent(channel, it -> new Room());
        Fields json = new Fields(frame.json());
        return switch (frame.type()) {
            case "presence.state" -> everybody(room, json);
            case "presence.update" -> update(room, json);
            case "presence.leave" -> leave(room, json);
            case "lock.state" -> editors(room, json);
            case "comment.locked" -> locked(room, json);
            case "comment.unlocked" -> unlocked(room, json);
            case "signal" -> signal(room, json);
            default -> null;
        };
    }

    private static @Nullable String everybody(Room room, Fields json) {
        Map<String, Person> people = bounded();
        json.json().path("users").forEach(one -> {
            Fields fields = new Fields(one);
            people.put(id(fields), person(fields));
        });
        Long told = json.number("total");
        long total = told == null ? people.size() : Math.max(told, people.size());
        boolean known = people.equals(room.people) && total == room.total;
        room.people = people;
        room.total = total;
        if (known) {
            return null;
        }
        if (total == 0) {
            return "nobody is here";
        }
        List<String> names = people.values().stream()
                .map(it -> it.name() + " (" + it.status() + ")")
                .toList();
        long more = total - people.size();
        return total
                + (total == 1 ? " is here: " : " are here: ")
                + String.join(", ", names)
                + (more == 0 ? "" : " and " + more + " more");
    }

    private static @Nullable String update(Room room, Fields json) {
        Person now = person(json);
        Map<String, Person> people = room.people == null ? bounded() : room.people;
        room.people = people;
        Person before = people.put(id(json), now);
        room.total = Math.max(room.total + (before == null ? 1 : 0), people.size());
        if (before == null && json.json().path("joined").asBoolean()) {
            return now.name() + " joined: " + now.status();
        }
        return before != null && before.status().equals(now.status()) ? null : now.name() + " is now " + now.status();
    }

    private static String leave(Room room, Fields json) {
        String id = json.text("user_id");
        Person gone = room.people == null ? null : room.people.remove(id);
        room.total = Math.max(0, room.total - 1);
        return (gone == null ? id : gone.name()) + " left";
    }

    private @Nullable String editors(Room room, Fields json) {
        Map<String, Editor> editors = bounded();
        List<String> shown = new ArrayList<>();
        json.json().path("locks").forEach(one -> {
            Fields lock = new Fields(one);
            editors.put(lock.text("comment_id"), editor(lock));
            shown.add(editing(lock));
        });
        boolean known = editors.equals(room.editors);
        room.editors = editors;
        if (known) {
            return null;
        }
        return shown.isEmpty() ? "nothing is being edited" : String.join(", ", shown);
    }

    /** A renewal is the same lock again. */
    private @Nullable String locked(Room room, Fields json) {
        Editor now = editor(json);
        return now.equals(room.editors.put(json.text("comment_id"), now)) ? null : editing(json);
    }

    private static String unlocked(Room room, Fields json) {
        String comment = json.text("comment_id");
        Editor was = room.editors.remove(comment);
        return comment + " is free" + (was == null ? "" : " of " + was.name()) + ": " + json.text("reason");
    }

    private @Nullable String signal(Room room, Fields json) {
        Instant now = clock.instant();
        Instant last = room.signals.put(id(json) + " " + json.text("event"), now);
        if (last != null && now.isBefore(last.plus(SIGNAL_HOLDS))) {
            return null;
        }
        return json.text("event").equals("user.typing")
                ? json.who("user") + " is typing"
                : json.who("user") + ": " + json.text("event");
    }

    private String editing(Fields lock) {
        return lock.who("user") + " is editing " + lock.text("comment_id") + " until " + time(lock);
    }

    private String time(Fields lock) {
        try {
            return TIME.format(
                    Instant.parse(lock.json().path("expires_at").asText()).atZone(clock.getZone()));
        } catch (DateTimeException e) {
            return lock.text("expires_at");
        }
    }

    private static Person person(Fields json) {
        return new Person(json.who("user"), json.in("state").text("status", "here"));
    }

    private static Editor editor(Fields json) {
        return new Editor(id(json), json.who("user"));
    }

    private static String id(Fields json) {
        JsonNode user = json.json().path("user");
        return new Fields(user).text("id");
    }

    private static <K, V> Map<K, V> bounded() {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > MAX_REMEMBERED;
            }
        };
    }
}

package io.bush.realtime.it.faults.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.it.faults.history.History;
import io.bush.realtime.it.faults.history.Line;
import io.bush.realtime.it.faults.node.SiteNode.Wire;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A client that does what docs/protocol.md asks of one: keeps positions, comes back with them, asks again for what it was
 * refused for the time being. {@link #tend} is its only timer. Thread safety: any thread.
 */
public final class Follower {

    private static final JsonMapper MAPPER = new JsonMapper();
    /** How long it waits for an answer, and before it asks again. */
    private static final long PATIENCE_NANOS = 500_000_000;

    /** One channel as the client sees it. */
    private static final class Wanted {
        String ref = "";
        long askedAt;
        boolean live;
        String last = "";
        String presenceRef = "";
        long refusedAt = System.nanoTime() - 2 * PATIENCE_NANOS;
    }

    private final String name;
    private final String user;
    private final History history;
    // All guarded by this.
    private final Map<Channel, Wanted> channels = new LinkedHashMap<>();
    private final Map<Channel, String> present = new LinkedHashMap<>();
    private final Map<String, String> statuses = new LinkedHashMap<>();
    private final Map<String, Long> tokens = new TreeMap<>();
    // Of locks it had; it tries them too.
    private final Map<String, Long> stale = new TreeMap<>();
    // What was asked under a mark: the action, and the comment it was about.
    private final Map<String, String> requests = new LinkedHashMap<>();
    // Those about locks that were not answered yet.
    private final Set<String> unanswered = new HashSet<>();
    private SiteNode node;
    private @Nullable Wire wire;
    private boolean established;
    private int connections;
    // The number of the connection that is listened to; 0 between two.
    private int current;
    private int refs;

    /** Makes a client that wants channels; it does nothing before {@link #tend}. */
    public Follower(String name, String user, History history, SiteNode node, List<Channel> wanted) {
        this.name = name;
        this.user = user;
        this.history = history;
        this.node = node;
        wanted.forEach(channel -> channels.put(channel, new Wanted()));
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** The user it belongs to. */
    public String user() {
        return user;
    }

    /** The node it is connected to, or will be. */
    public synchronized SiteNode node() {
        return node;
    }

    /** The channels it wants. */
    public synchronized List<Channel> wanted() {
        return List.copyOf(channels.keySet());
    }

    /** Connects if it is not, asks for what it wants and has not, and says again what it said of itself. */
    public synchronized void tend() {
        Wire open = wire;
        if (open == null) {
            if (node.isAlive()) {
                connect();
            }
            return;
        }
        if (!established) {
            return;
        }
        long now = System.nanoTime();
        channels.forEach((channel, wanted) -> {
            if (!wanted.live && now - wanted.askedAt > PATIENCE_NANOS) {
                subscribe(open, channel, wanted);
            }
        });
        present.forEach((channel, status) -> {
            Wanted wanted = channels.get(channel);
            if (wanted != null
                    && wanted.live
                    && now - wanted.refusedAt > PATIENCE_NANOS
                    && !status.equals(statuses.get(channel.name()))) {
                statuses.put(channel.name(), status);
                wanted.presenceRef = say(open, "presence", channel, ",\"state\":{\"status\":\"" + status + "\"}");
            }
        });
    }

    private void connect() {
        connections++;
        int number = connections;
        current = number;
        Line line = history.open(name, user, node.name());
        established = false;
        statuses.clear();
        channels.values().forEach(wanted -> {
            wanted.live = false;
            wanted.askedAt = System.nanoTime() - 2 * PATIENCE_NANOS;
        });
        wire = node.open(user, line, frame -> heard(number, frame), code -> over(number));
    }

    private void subscribe(Wire open, Channel channel, Wanted wanted) {
        wanted.askedAt = System.nanoTime();
        String since = wanted.last.isEmpty() ? "" : ",\"since_event_id\":\"" + wanted.last + "\"";
        wanted.ref = say(open, "subscribe", channel, since);
    }

    private String say(Wire to, String action, @Nullable Channel channel, String more) {
        refs++;
        String ref = name + "-" + refs;
        int comment = more.indexOf("comment_");
        if (action.startsWith("comment.")) {
            unanswered.add(ref);
        }
        requests.put(ref, action + (comment < 0 ? "" : " " + more.substring(more.indexOf(":\"comment_") + 2)));
        String where = channel == null
                ? ""
                : ",\"channel\":\"" + channel.type() + "\",\"resource_id\":\"" + channel.id() + "\"";
        to.say("{\"action\":\"" + action + "\",\"ref\":\"" + ref + "\"" + where + more + "}");
        return ref;
    }

    /** Unsubscribes a channel; the next {@link #tend} asks for it again, with its position. */
    public synchronized void leave(Channel channel) {
        Wanted wanted = channels.get(channel);
        if (wire != null && wanted != null && wanted.live) {
            say(wire, "unsubscribe", channel, "");
        }
    }

    /** Breaks the connection off; the next {@link #tend} makes another one, to a node that may be another. */
    public synchronized void move(SiteNode other) {
        if (wire != null) {
            wire.drop();
            gone();
        }
        node = other;
    }

    /** Says what it does in a channel, now and after each reconnect. */
    public synchronized void show(Channel channel, String status) {
        present.put(channel, status);
    }

    /** Asks for a lock, or for more time when it has it. */
    public synchronized void lock(Channel channel, String comment) {
        Long token = tokens.get(comment);
        if (wire == null || !established) {
            return;
        }
        if (token == null) {
            say(wire, "comment.lock", channel, ",\"comment_id\":\"" + comment + "\"");
        } else {
            say(wire, "comment.renew", null, ",\"comment_id\":\"" + comment + "\",\"lock_token\":" + token);
        }
    }

    /** Gives a lock back, also one that it has no more. */
    public synchronized void unlock(String comment) {
        Long token = tokens.getOrDefault(comment, stale.get(comment));
        if (wire != null && established && token != null) {
            say(wire, "comment.unlock", null, ",\"comment_id\":\"" + comment + "\",\"lock_token\":" + token);
        }
    }

    /** Whether it has a lock, as far as it knows. */
    public synchronized boolean holds(String comment) {
        return tokens.containsKey(comment);
    }

    /** Whether everything it asked about locks was answered. */
    public synchronized boolean answered() {
        return unanswered.isEmpty();
    }

    private synchronized void heard(int connection, String text) {
        if (connection != current) {
            return;
        }
        JsonNode frame = read(text);
        unanswered.remove(frame.path("ref").asText());
        String type = frame.path("type").asText("");
        switch (type) {
            case "connection.established" -> established = true;
            case "comment.lock.granted" ->
                tokens.put(
                        frame.path("comment_id").asText(),
                        frame.path("lock_token").asLong());
            case "comment.lock.lost", "comment.unlocked" ->
                forget(frame.path("comment_id").asText(), frame);
            case "error" -> refused(frame);
            default -> ofChannel(type, frame);
        }
    }

    private void refused(JsonNode frame) {
        String[] asked = requests.getOrDefault(frame.path("ref").asText(), "").split(" |\"", -1);
        String code = frame.path("code").asText();
        // Nothing is answered to presence that was taken; what was refused for the time being is said again.
        channels.forEach((channel, wanted) -> {
            if (wanted.presenceRef.equals(frame.path("ref").asText(""))) {
                statuses.remove(channel.name());
                wanted.refusedAt = System.nanoTime();
            }
        });
        if (code.equals("lock_lost") && asked.length > 1) {
            lost(asked[1]);
        }
    }

    /** What others unlock is theirs; the answer to an unlock, and what is lost, was one's own. */
    private void forget(String comment, JsonNode frame) {
        if (frame.has("ref") || frame.path("type").asText().equals("comment.lock.lost")) {
            lost(comment);
        }
    }

    private void lost(String comment) {
        Long token = tokens.remove(comment);
        if (token != null) {
            stale.put(comment, token);
        }
    }

    private void ofChannel(String type, JsonNode frame) {
        Channel channel = new Channel(
                frame.path("channel").asText(""), frame.path("resource_id").asText(""));
        Wanted wanted = channels.get(channel);
        if (wanted == null) {
            return;
        }
        switch (type) {
            case "subscription.confirmed" -> {
                if (frame.path("ref").asText().equals(wanted.ref)) {
                    wanted.live = true;
                    statuses.remove(channel.name());
                    wanted.last = frame.path("last_event_id").asText("");
                }
            }
            case "subscription.reset" ->
                wanted.last = frame.path("last_event_id").asText("");
            case "subscription.revoked", "unsubscribed", "subscription.rejected" -> {
                wanted.live = false;
                wanted.askedAt = System.nanoTime();
            }
            case "" -> {
                if (frame.has("event_id")) {
                    wanted.last = frame.path("event_id").asText();
                }
            }
            default -> {
                // What is only recorded.
            }
        }
    }

    private synchronized void over(int connection) {
        if (connection == current) {
            gone();
        }
    }

    private void gone() {
        wire = null;
        unanswered.clear();
        current = 0;
        established = false;
        channels.values().forEach(wanted -> wanted.live = false);
    }

    /** Goes on until it has asked for everything it wants; true when it has. */
    public synchronized boolean asked() {
        tend();
        return channels.values().stream().noneMatch(wanted -> wanted.ref.isEmpty());
    }

    /** Whether it has everything it wants, as far as it knows. */
    public synchronized boolean settled() {
        return wire != null && channels.values().stream().allMatch(wanted -> wanted.live);
    }

    /** What it shows of itself in a channel; null when nothing. */
    public synchronized @Nullable String shows(Channel channel) {
        return present.get(channel);
    }

    private static JsonNode read(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON: " + text, e);
        }
    }
}

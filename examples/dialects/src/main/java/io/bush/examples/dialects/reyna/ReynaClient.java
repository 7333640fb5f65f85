package io.bush.examples.dialects.reyna;

import io.bush.examples.dialects.wire.ClientFrame;
import io.bush.examples.dialects.wire.Rooms;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.EventPatterns;
import io.bush.realtime.protocol.ClientMessage;
import io.bush.realtime.protocol.Dialect;
import io.bush.realtime.protocol.ErrorCode;
import io.bush.realtime.protocol.InvalidMessageException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one client of seed 003 wants to hear. Each subscribe adds to it, an unsubscribe takes away exactly what was added: the
 * seed's class sends one frame for each handler. To the hub all of it is one subscription to the user's channel, with the patterns
 * that are left when those are dropped that another one includes. Thread safety: on the connection's lane.
 */
final class ReynaClient implements Dialect.Client {

    /** What the server says anyway; the class's handlers for it ask for it all the same. */
    private static final Set<String> ALWAYS_SENT =
            new LinkedHashSet<>(List.of("connected", "subscribed", "unsubscribed", "error", "pong", "reset", "result"));

    /** More handlers than a page has. */
    private static final int MOST_WANTED = 50;

    private final Channel mine;
    private final @Nullable String newsPosition;
    /** As the client named them, in its order. */
    private final Set<String> wanted = new LinkedHashSet<>();

    ReynaClient(Channel mine, @Nullable String newsPosition) {
        this.mine = mine;
        this.newsPosition = newsPosition;
    }

    @Override
    public List<ClientMessage> wishes() {
        ClientMessage.Subscribe.Item news =
                new ClientMessage.Subscribe.Item(Rooms.NEWS, newsPosition, EventPatterns.ALL);
        return List.of(new ClientMessage.Subscribe(ReynaDialect.OWN, List.of(news)));
    }

    @Override
    public Dialect.CallTurn callTurn() {
        return Dialect.CallTurn.AFTER_SUBSCRIBES;
    }

    @Override
    public ClientMessage meaning(ClientMessage said) throws InvalidMessageException {
        if (said instanceof ClientMessage.Subscribe subscribe) {
            return more(subscribe.items().get(0).patterns().patterns());
        }
        if (said instanceof ClientMessage.Unsubscribe unsubscribe && unsubscribe.ref() != null) {
            return less(List.of(unsubscribe.ref().split(",", -1)));
        }
        return said;
    }

    private ClientMessage more(List<String> patterns) throws InvalidMessageException {
        Set<String> all = new LinkedHashSet<>(wanted);
        all.addAll(patterns);
        List<String> heard = heard(all);
        if (all.size() > MOST_WANTED || heard.size() > EventPatterns.MAX_PATTERNS) {
            throw ClientFrame.invalid("Too many event patterns: * in place of several, or > for all");
        }
        wanted.addAll(patterns);
        return ask(ReynaWriter.SUBSCRIBED + String.join(",", wanted), heard);
    }

    private ClientMessage less(List<String> patterns) throws InvalidMessageException {
        if (!wanted.containsAll(patterns)) {
            throw new InvalidMessageException(
                    ErrorCode.NOT_SUBSCRIBED, "Not subscribed to every one of these patterns", null, null, -1);
        }
        patterns.forEach(wanted::remove);
        return ask(ReynaWriter.UNSUBSCRIBED + String.join(",", patterns), heard(wanted));
    }

    /** No pattern at all would be every event. */
    private ClientMessage ask(String mark, List<String> heard) {
        return heard.isEmpty()
                ? new ClientMessage.Unsubscribe(mark, List.of(mine))
                : new ClientMessage.Subscribe(
                        mark, List.of(new ClientMessage.Subscribe.Item(mine, null, new EventPatterns(heard))));
    }

    /** What of all this the hub has to be asked for. */
    static List<String> heard(Set<String> wanted) {
        Set<String> asked = new LinkedHashSet<>();
        for (String pattern : wanted) {
            if (!ALWAYS_SENT.contains(pattern)) {
                // The class's own handler for everything asks for a star.
                asked.add(pattern.equals("*") ? ">" : pattern);
            }
        }
        List<String> heard = new ArrayList<>();
        for (String pattern : asked) {
            boolean included = asked.stream().anyMatch(other -> includes(other, pattern));
            if (!included) {
                heard.add(pattern);
            }
        }
        return heard;
    }

    private static boolean includes(String wider, String pattern) {
        if (wider.equals(pattern) || (pattern.endsWith(">") && !wider.endsWith(">"))) {
            return false;
        }
        return new EventPatterns(List.of(wider)).matches(pattern);
    }
}

package io.bush.examples.watch.state;

import io.bush.realtime.client.channel.Channel;
import io.bush.realtime.client.channel.ReceivedEvent;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The pictures of all channels, and when they are fetched: at the first confirmation, and after each reset. Fetching waits for the
 * answer; what arrives meanwhile waits behind it. Thread safety: for one thread at a time.
 */
public final class Pictures {

    private final Lists lists;
    private final Consumer<String> say;
    private final Map<Channel, Picture> pictures = new LinkedHashMap<>();
    /** Those whose list could not be had after a reset. */
    private final Set<Channel> overdue = new HashSet<>();

    public Pictures(Lists lists, Consumer<String> say) {
        this.lists = lists;
        this.say = say;
    }

    /** The subscription is in force: what is there by now was not missed. Returns what is overdue. */
    public List<Missed> confirmed(Channel channel) {
        Kind kind = Kind.of(channel);
        if (kind == null || (picture(channel, kind).isWhole() && !overdue.contains(channel))) {
            return List.of();
        }
        try {
            return fetch(channel, kind);
        } catch (IOException e) {
            // A server that lists nothing is no failure. Whether it does will be asked again when it matters.
            return List.of();
        }
    }

    /** Returns what happened that no event will tell, and says what it did. */
    public List<Missed> reset(Channel channel) {
        Kind kind = Kind.of(channel);
        if (kind == null) {
            return List.of();
        }
        boolean comparable = picture(channel, kind).isWhole();
        try {
            List<Missed> missed = fetch(channel, kind);
            String found = missed.isEmpty() ? "nothing was missed" : missed.size() + " missed";
            say.accept(channel + ": fetched the " + kind.plural() + ": "
                    + (comparable ? found : "there is nothing to compare them with, so what was missed is not shown"));
            return missed;
        } catch (IOException e) {
            overdue.add(channel);
            say.accept(channel + ": the " + kind.plural() + " cannot be fetched (" + e.getMessage()
                    + "), so what was missed is not shown");
            return List.of();
        }
    }

    /** Takes an event in; returns whether it was told already. */
    public boolean isTold(ReceivedEvent event) {
        Picture picture = pictures.get(event.channel());
        return picture != null && picture.isTold(event);
    }

    private Picture picture(Channel channel, Kind kind) {
        return pictures.computeIfAbsent(channel, it -> new Picture(kind));
    }

    private List<Missed> fetch(Channel channel, Kind kind) throws IOException {
        List<Missed> missed = picture(channel, kind).take(lists.fetch(channel));
        overdue.remove(channel);
        return missed;
    }
}

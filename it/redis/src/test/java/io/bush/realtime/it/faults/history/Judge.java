package io.bush.realtime.it.faults.history;

import io.bush.realtime.channel.Channel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Judges a whole history; it can be asked at any time, also while the history goes on. */
public final class Judge {

    private final History history;
    private final Expected expected;
    private final Findings findings = new Findings();
    private final Map<String, Map<Channel, StreamJudge>> streams = new LinkedHashMap<>();
    private final Map<String, String> users = new LinkedHashMap<>();

    private Judge(History history, Expected expected) {
        this.history = history;
        this.expected = expected;
    }

    /** Judges what is there. */
    public static Findings judge(History history, Expected expected) {
        Judge judge = new Judge(history, expected);
        judge.all();
        return judge.findings;
    }

    private void all() {
        Published published = new Published(history, findings);
        for (Line line : history.lines()) {
            users.put(line.client(), line.user());
            Map<Channel, StreamJudge> ofClient = streams.computeIfAbsent(line.client(), it -> new LinkedHashMap<>());
            for (Entry entry : line.entries()) {
                Channel channel = entry.channel();
                if (channel != null) {
                    ofClient.computeIfAbsent(
                                    channel,
                                    it -> new StreamJudge(line.client(), it, expected, published, findings, history))
                            .on(line, entry);
                } else if (entry.what() == Entry.What.ENDED) {
                    ofClient.values().forEach(it -> it.on(line, entry));
                }
            }
        }
        published.judge(expected);
        new LockJudge(history, findings).judge(expected.keepsData());
        new AccessJudge(history, published, findings).judge();
        expected.subscribed().forEach(this::requireEnd);
        streams.forEach((client, ofClient) -> ofClient.forEach((channel, stream) -> {
            if (expected.denied().contains(users.get(client)) && stream.live()) {
                findings.unsettled(client + " is still subscribed to " + channel);
            }
        }));
    }

    private void requireEnd(String client, List<Channel> channels) {
        for (Channel channel : channels) {
            StreamJudge stream = streams.getOrDefault(client, Map.of()).get(channel);
            if (stream == null) {
                findings.unsettled(client + " never asked for " + channel);
                continue;
            }
            stream.requireEnd();
            if (stream.live()) {
                stream.requirePresent(
                        expected.present().getOrDefault(channel, Map.of()), users.getOrDefault(client, ""));
                stream.requireLocked(Set.of());
            }
        }
    }
}

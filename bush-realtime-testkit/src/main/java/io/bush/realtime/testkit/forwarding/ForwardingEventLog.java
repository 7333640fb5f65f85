package io.bush.realtime.testkit.forwarding;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.AppendResult;
import io.bush.realtime.eventlog.EventLog;
import io.bush.realtime.eventlog.ReadLimit;
import io.bush.realtime.eventlog.Replay;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** An event log that passes everything on. Thread safety: as what it passes on to. */
public class ForwardingEventLog implements EventLog {

    private final EventLog target;

    /**
     * Passes on.
     *
     * @param target what answers
     */
    public ForwardingEventLog(EventLog target) {
        this.target = target;
    }

    @Override
    public CompletionStage<AppendResult> append(
            EventContent content, Retention retention, @Nullable String idempotencyKey) {
        return target.append(content, retention, idempotencyKey);
    }

    @Override
    public CompletionStage<Replay> readAfter(Channel channel, Position after, Retention retention, ReadLimit limit) {
        return target.readAfter(channel, after, retention, limit);
    }

    @Override
    public CompletionStage<List<Position>> heads(List<Channel> channels, Retention retention) {
        return target.heads(channels, retention);
    }

    @Override
    public CompletionStage<Position> startAnew(Channel channel, Retention retention, Duration age) {
        return target.startAnew(channel, retention, age);
    }
}

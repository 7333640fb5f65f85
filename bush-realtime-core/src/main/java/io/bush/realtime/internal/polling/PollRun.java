package io.bush.realtime.internal.polling;

import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelType;
import io.bush.realtime.channel.ChannelTypes;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.EventLog;
import io.bush.realtime.eventlog.ReadLimit;
import io.bush.realtime.internal.action.ActionContext;
import io.bush.realtime.internal.action.Authorizers;
import io.bush.realtime.internal.lane.Lane;
import io.bush.realtime.protocol.ClientMessage.Subscribe.Item;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One poll of a known principal (contract §3.9, §3.13, §3.16): judge the names, ask the authorizer, compare the heads, read
 * what is new, and ask again if all that took long, so that nothing is shown that was published after access had ended.
 *
 * <p>Shape: one {@link PollItem} for each channel, in the client's order. Thread safety: on one lane only.
 */
final class PollRun {

    /** A grant older than this is asked for again before anything is shown: the bound of contract P6. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    /** What hears the end of a run, on its lane. */
    interface End {

        /** Every channel has its result. */
        void settled(List<PollItem> items);

        /** The log could not be asked. */
        void unavailable();

        /** Whether nobody waits any more. */
        boolean over();
    }

    private final ActionContext context;
    private final EventLog log;
    private final Lane lane;
    private final Principal principal;
    private final End end;
    private final List<PollItem> items = new ArrayList<>();
    /** Answers of the present step that are still to come. */
    private int open;
    /** When the authorizer was asked last, on the monotonic clock. */
    private long askedAt;
    /** Events read so far. */
    private int events;
    /** What they weigh. */
    private long bytes;

    PollRun(ActionContext context, EventLog log, Lane lane, Principal principal, List<Item> wanted, End end) {
        this.context = context;
        this.log = log;
        this.lane = lane;
        this.principal = principal;
        this.end = end;
        Set<Channel> named = new LinkedHashSet<>();
        for (Item item : wanted) {
            PollItem added = new PollItem(item, context.types());
            if (!named.add(item.channel())) {
                added.refuse(PollResult.Refused.DUPLICATE);
            }
            items.add(added);
        }
    }

    /** Why a name is refused before anybody is asked; null when it is not. */
    static PollResult.@Nullable Refused judge(Channel channel, ChannelTypes types) {
        ChannelTypes.Refusal refusal = types.check(channel);
        if (refusal == null) {
            return null;
        }
        return refusal == ChannelTypes.Refusal.UNKNOWN_CHANNEL
                ? PollResult.Refused.UNKNOWN_CHANNEL
                : PollResult.Refused.INVALID_RESOURCE_ID;
    }

    void begin() {
        authorise(this::askHeads);
    }

    private List<PollItem> allowed() {
        return items.stream().filter(item -> !item.refused()).toList();
    }

    // ---- who may ----

    private void authorise(Runnable next) {
        List<PollItem> asked = allowed();
        askedAt = context.node().nanoTime();
        open = asked.size();
        if (asked.isEmpty()) {
            next.run();
            return;
        }
        context.authorizers()
                .ask(
                        principal,
                        asked,
                        PollItem::channel,
                        lane,
                        (item, answer) -> {
                            answered(item, answer);
                            open--;
                            if (open == 0 && !end.over()) {
                                next.run();
                            }
                        },
                        context.node().listener()::failed);
    }

    private static void answered(PollItem item, Authorizers.Answer answer) {
        switch (answer.outcome()) {
            case ALLOWED -> item.grant(answer.grant());
            case DENIED -> item.refuse(PollResult.Refused.NOT_FOUND);
            case UNKNOWN -> item.refuse(PollResult.Refused.UNAVAILABLE);
        }
    }

    // ---- what is new ----

    /** Also where a position was named: this keeps the head remembered, and mostly there is nothing to read. */
    private void askHeads() {
        Map<Retention, List<PollItem>> byRetention = new LinkedHashMap<>();
        for (PollItem item : allowed()) {
            ChannelType type = context.types().require(item.channel());
            byRetention
                    .computeIfAbsent(type.retention(), none -> new ArrayList<>())
                    .add(item);
        }
        open = byRetention.size();
        if (open == 0) {
            end.settled(items);
            return;
        }
        byRetention.forEach((retention, group) -> {
            List<Channel> channels = group.stream().map(PollItem::channel).toList();
            log.heads(channels, retention)
                    .whenComplete((heads, failure) -> lane.execute(() -> headsCame(group, heads, failure)));
        });
    }

    private void headsCame(List<PollItem> group, @Nullable List<Position> heads, @Nullable Throwable failure) {
        if (end.over()) {
            return;
        }
        if (heads == null || heads.size() != group.size()) {
            fail("EventLog.heads", failure);
            return;
        }
        for (int i = 0; i < group.size(); i++) {
            group.get(i).head(heads.get(i));
        }
        open--;
        if (open == 0) {
            readFrom(0);
        }
    }

    /** One channel after the other, so that an answer never holds much more than it may. */
    private void readFrom(int first) {
        for (int i = first; i < items.size(); i++) {
            PollItem item = items.get(i);
            Position after = item.toRead();
            if (after == null) {
                continue;
            }
            if (events >= ReadLimit.WHOLE.maxEvents() || bytes >= ReadLimit.WHOLE.maxBytes()) {
                item.putOff();
                continue;
            }
            int next = i + 1;
            Retention retention = context.types().require(item.channel()).retention();
            log.readAfter(item.channel(), after, retention, ReadLimit.WHOLE)
                    .whenComplete((replay, failure) -> lane.execute(() -> {
                        if (end.over()) {
                            return;
                        }
                        if (replay == null) {
                            fail("EventLog.readAfter", failure);
                            return;
                        }
                        item.replay(replay);
                        events += item.readEvents();
                        bytes += item.readBytes();
                        readFrom(next);
                    }));
            return;
        }
        confirm();
    }

    private void confirm() {
        boolean fresh = context.node().nanoTime() - askedAt <= FRESH.toNanos();
        if (fresh) {
            end.settled(items);
        } else {
            authorise(() -> end.settled(items));
        }
    }

    private void fail(String where, @Nullable Throwable failure) {
        context.node()
                .listener()
                .failed(where, failure == null ? new IllegalStateException("not one answer for each") : failure);
        end.unavailable();
    }
}

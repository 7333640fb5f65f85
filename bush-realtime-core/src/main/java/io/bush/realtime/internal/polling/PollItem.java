package io.bush.realtime.internal.polling;

import io.bush.realtime.auth.Grant;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelTypes;
import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.Position;
import io.bush.realtime.eventlog.Replay;
import io.bush.realtime.eventlog.ResetReason;
import io.bush.realtime.protocol.ClientMessage.Subscribe.Item;
import io.bush.realtime.protocol.Dialect;
import io.bush.realtime.protocol.Frame;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One channel of a poll, and what became of it so far. Thread safety: on the poll's lane only. */
final class PollItem {

    /** How much clocks of the application and the log may differ when access is compared (contract §3.13). */
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(2);

    private final Item wanted;
    /** Where the client stands; null when it named nothing, or no position of this channel. */
    private final @Nullable Position since;
    /** Why it is not answered; null while it may be. */
    private PollResult.@Nullable Refused refused;
    /** The last answer of the authorizer. */
    private Grant grant = Grant.DENIED;
    /** Where the channel stands; null until known. */
    private @Nullable Position head;
    /** What the log answered; null when it was not asked. */
    private @Nullable Replay replay;
    /** The answer was full before this channel's turn. */
    private boolean putOff;

    PollItem(Item wanted, ChannelTypes types) {
        this.wanted = wanted;
        this.refused = PollRun.judge(wanted.channel(), types);
        String named = wanted.sinceEventId();
        this.since = named == null || refused != null ? null : Position.parse(wanted.channel(), named);
    }

    Channel channel() {
        return wanted.channel();
    }

    boolean refused() {
        return refused != null;
    }

    void refuse(PollResult.Refused why) {
        refused = why;
    }

    void grant(Grant given) {
        grant = given;
    }

    void head(Position newest) {
        head = newest;
    }

    void putOff() {
        putOff = true;
    }

    /** Whether the client has to come again soon for what did not fit. */
    boolean isPutOff() {
        return putOff;
    }

    void replay(Replay answer) {
        replay = answer;
    }

    /** The position after which the log has to be read; null when there is nothing to read. */
    @Nullable
    Position toRead() {
        return refused != null || since == null || since.equals(head) ? null : since;
    }

    int readEvents() {
        return replay instanceof Replay.Missed missed ? missed.events().size() : 0;
    }

    long readBytes() {
        return replay instanceof Replay.Missed missed
                ? missed.events().stream()
                        .mapToLong(event -> event.content().sizeBytes())
                        .sum()
                : 0;
    }

    PollResult result(Principal principal, Dialect dialect) {
        if (refused != null) {
            return refused;
        }
        if (replay instanceof Replay.Gap gap) {
            return reset(gap.reason(), gap.head());
        }
        if (replay instanceof Replay.Missed missed) {
            return interrupted(missed.events())
                    ? reset(ResetReason.ACCESS_INTERRUPTED, missed.head())
                    : missed(missed.events(), principal, dialect);
        }
        if (head == null || since != null) {
            // Nothing new, or not its turn: either way the client still stands where it stood.
            return new PollResult.Answered(List.of(), wanted.sinceEventId() == null ? "" : wanted.sinceEventId(), null);
        }
        return wanted.sinceEventId() == null
                ? new PollResult.Answered(List.of(), head.eventId(channel()), null)
                : reset(ResetReason.MALFORMED, head);
    }

    private PollResult reset(ResetReason reason, Position newest) {
        return new PollResult.Answered(List.of(), newest.eventId(channel()), reason);
    }

    private PollResult missed(List<Event> events, Principal principal, Dialect dialect) {
        List<Frame> frames = new ArrayList<>();
        String last = wanted.sinceEventId() == null ? "" : wanted.sinceEventId();
        for (Event event : events) {
            Event.Entry entry = event.entry();
            if (entry != null) {
                last = entry.position().eventId(channel());
            }
            Frame frame = isFor(event, principal) ? dialect.encode(event, principal.view()) : null;
            if (frame != null) {
                frames.add(frame);
            }
        }
        return new PollResult.Answered(frames, last, null);
    }

    private boolean isFor(Event event, Principal principal) {
        return !principal.id().equals(event.content().exceptUser())
                && wanted.patterns().matches(event.name());
    }

    private boolean interrupted(List<Event> missed) {
        Instant accessSince = grant.accessSince();
        if (accessSince == null || missed.isEmpty()) {
            return false;
        }
        Event.Entry oldest = missed.get(0).entry();
        return oldest != null && oldest.storedAt().isBefore(accessSince.plus(CLOCK_TOLERANCE));
    }
}

package io.bush.realtime.simulation;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.EventContent;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The grammar of one channel on one connection: {@code confirmed (reset | replayed)* event* (revoked | unsubscribed)}, with
 * positions that leave nothing out (P1, P2, P5).
 */
final class StreamCheck {

    /** Until then a reading of the log of access changes has failed, or was waited for long enough. */
    private static final long DOUBT = 8_000_000_000L;

    /** What was held back until access was confirmed is read and sent by then. */
    private static final long HELD = 2_000_000_000L;

    private static final long HALF_A_MINUTE = 30_000_000_000L;

    private enum State {
        NONE,
        AWAITING_RESET,
        LIVE
    }

    private final Scene scene;
    private final ConnectionCheck connection;
    private final Channel channel;
    private final PictureCheck picture;
    private State state = State.NONE;
    /** What was confirmed last. */
    private @Nullable Request request;
    /** Up to where the client has everything. */
    private PublishedChannel.@Nullable Place position;

    private String lastId = "";
    /** Replayed events that still have to come before anything else. */
    private int replayLeft;

    private long liveSince;
    private long confirms;
    /** When the confirm was handed over. */
    private long confirmedAt;
    /** Its end was ordered and has taken effect: no event may come before another confirm. */
    private boolean barred;

    /** A reset was left out, so the end has to come next. */
    private boolean doomed;

    private int lastVolatile;
    private int lastStayedHere;
    /** It was confirmed in an outage: it gets no number before it has a position. */
    private boolean unplaced;
    /** The last event that came because the log refused it, in their order. */
    private int lastLocal;

    StreamCheck(Scene scene, ConnectionCheck connection, Channel channel) {
        this.scene = scene;
        this.connection = connection;
        this.channel = channel;
        this.picture = new PictureCheck(scene, connection, this);
    }

    PictureCheck picture() {
        return picture;
    }

    /** Since when it has been subscribed without a break. */
    long liveSince() {
        return liveSince;
    }

    Channel channel() {
        return channel;
    }

    boolean live() {
        return state != State.NONE;
    }

    long confirmedAt() {
        return confirmedAt;
    }

    String lastId() {
        return lastId;
    }

    /** How many confirms it has seen. */
    long confirms() {
        return confirms;
    }

    void bar() {
        barred = true;
    }

    private void broken(String promise, String what) {
        scene.verdict.broken(promise, connection + " " + channel + ": " + what);
    }

    // ---- how it begins ----

    void confirmed(WireFrame frame, Request answered) {
        if ("false".equals(frame.field("recoverable"))) {
            confirmedWithoutPosition(frame, answered);
            return;
        }
        unplaced = false;
        String id = frame.require("last_event_id");
        PublishedChannel published = published();
        PublishedChannel.Place place = published.place(id);
        // Its reset can only have been dropped together with everything else of a subscription that has ended.
        doomed |= state == State.AWAITING_RESET;
        if (place == null) {
            broken("P1", "confirmed at the unknown position " + id);
            return;
        }
        List<AccessTruth.Answer> grants = scene.access.answersSince(connection.who(), channel, answered.sentAt).stream()
                .filter(AccessTruth.Answer::allowed)
                .toList();
        if (grants.isEmpty()) {
            broken("P5", "confirmed without a grant since it was asked for");
        }
        if (state == State.NONE) {
            liveSince = scene.now();
        }
        picture.confirmed();
        request = answered;
        position = place;
        lastId = id;
        confirmedAt = scene.now();
        confirms++;
        barred = false;
        state = State.LIVE;
        replayLeft = 0;
        scene.saw(Seen.CONFIRMED);
        Since since = answered.since;
        if (since != null) {
            judge(frame, id, since, answered, published, grants);
        }
    }

    private void confirmedWithoutPosition(WireFrame frame, Request answered) {
        scene.saw(Seen.CONFIRMED_WITHOUT_POSITION);
        if (!scene.outage.knownSinceOrLater(answered.sentAt)) {
            broken("P10", "confirmed without a position though there was no outage");
        }
        if (!"null".equals(frame.field("last_event_id"))) {
            broken("P10", "a position that cannot be recovered: " + frame);
        }
        if (scene.access.answersSince(connection.who(), channel, answered.sentAt).stream()
                .noneMatch(AccessTruth.Answer::allowed)) {
            broken("P5", "confirmed without a grant since it was asked for");
        }
        if (state == State.NONE) {
            liveSince = scene.now();
        }
        picture.confirmed();
        request = answered;
        position = null;
        unplaced = true;
        confirmedAt = scene.now();
        confirms++;
        barred = false;
        doomed = false;
        state = State.LIVE;
        replayLeft = 0;
    }

    /** Who is told that an outage is over has everything of it. */
    void requireLevelAfterOutage() {
        boolean held = scene.access.inQuestionSince(connection.who(), channel, scene.now() - HELD);
        if (state == State.NONE || barred || held || connection.pendingOn(channel)) {
            return;
        }
        PublishedChannel published = scene.published.find(channel);
        if (unplaced) {
            // Who was confirmed in this very moment may still be on its way.
            if (confirmedAt < scene.now() - 15_000_000_000L) {
                broken("P10", "has no position though the outage is over");
            }
            return;
        }
        PublishedChannel.Place at = position;
        if (published == null || at == null || !at.epoch().equals(published.epoch())) {
            return;
        }
        for (PublishedChannel.Entry entry : published.after(at)) {
            if (wants(entry.content()) && scene.outage.missedWhileAway(entry.storedAt())) {
                broken("P10", "is told that the outage is over, but #" + entry.number() + " of it is missing");
            }
        }
        scene.saw(Seen.LEVEL_WHEN_RESTORED);
    }

    private void judge(
            WireFrame frame,
            String id,
            Since since,
            Request answered,
            PublishedChannel published,
            List<AccessTruth.Answer> grants) {
        Set<Since.Judgement> allowed = since.allowed(answered.judgedAtOnce, published, grants);
        if (frame.field("recovered") == null) {
            state = State.AWAITING_RESET;
            if (allowed.equals(Set.of(Since.Judgement.RECOVERED))) {
                broken("P2", "not recovered from " + since + " though nothing was lost");
            }
            return;
        }
        if (!allowed.contains(Since.Judgement.RECOVERED)) {
            broken("P2", "recovered from " + since + " though only possible: " + allowed);
        }
        if (!id.equals(since.id())) {
            broken("P2", "recovered from " + id + " instead of " + since.id());
        }
        replayLeft = Integer.parseInt(frame.require("replayed"));
        connection.reads();
        scene.saw(replayLeft == 0 ? Seen.RECOVERED_NOTHING_MISSED : Seen.REPLAYED_EVENTS);
    }

    void reset(WireFrame frame) {
        String id = frame.require("last_event_id");
        Since.Judgement reason = Since.Judgement.valueOf(frame.require("reason").toUpperCase(Locale.ROOT));
        PublishedChannel published = published();
        PublishedChannel.Place place = published.place(id);
        scene.saw(Seen.valueOf("RESET_" + reason));
        check("reset");
        if (unplaced) {
            unplaced = false;
            scene.saw(Seen.POSITION_GIVEN_AFTER_OUTAGE);
            boolean fits = reason == Since.Judgement.EPOCH_CHANGED || reason == Since.Judgement.EXPIRED;
            if (place == null || !fits) {
                broken("P10", "is given the position " + place + " because " + reason);
            }
            position = place;
            lastId = id;
            return;
        }
        if (place == null || position == null || request == null) {
            broken("P2", "reset to " + id + " from " + position);
            return;
        }
        if (state == State.AWAITING_RESET) {
            Since since = request.since;
            if (!id.equals(lastId)) {
                broken("P2", "reset to " + id + " after a confirm at " + lastId);
            }
            List<AccessTruth.Answer> grants =
                    scene.access.answersSince(connection.who(), channel, request.sentAt).stream()
                            .filter(AccessTruth.Answer::allowed)
                            .toList();
            if (since != null
                    && !since.allowed(request.judgedAtOnce, published, grants).contains(reason)) {
                broken(
                        "P2",
                        "reset " + reason + " for " + since + ", possible: "
                                + since.allowed(request.judgedAtOnce, published, grants));
            }
            state = State.LIVE;
        } else {
            scene.saw(Seen.RESET_WHILE_LIVE);
            boolean current = position.epoch().equals(published.epoch());
            boolean justified = switch (reason) {
                case EXPIRED -> !current || !published.covers(position.offset());
                case EPOCH_CHANGED -> !current;
                default -> false;
            };
            if (!justified) {
                broken("P1", "reset " + reason + " at " + position + " though nothing was lost");
            }
        }
        position = place;
        lastId = id;
    }

    /** What every frame of the channel but the confirm has to respect. */
    private void check(String what) {
        if (state == State.NONE) {
            broken("P5", what + " outside a subscription");
        }
        if (barred) {
            broken("P5", what + " after access was taken back");
        }
        if (doomed) {
            broken("P2", what + " though a reset was left out before");
        }
    }

    // ---- what it carries ----

    void event(WireFrame frame) {
        check("an event");
        if (state == State.AWAITING_RESET) {
            broken("P2", "an event where a reset is due");
        }
        String id = frame.field("event_id");
        if (id == null) {
            volatileEvent(frame);
        } else {
            durableEvent(frame, id);
        }
    }

    private void durableEvent(WireFrame frame, String id) {
        if (unplaced) {
            broken("P10", "an event with a number before there is a position: " + frame);
            return;
        }
        PublishedChannel published = published();
        PublishedChannel.Place place = published.place(id);
        PublishedChannel.Entry entry = place == null ? null : published.entry(place);
        if (entry == null || position == null || place == null) {
            broken("P1", "an event nobody published: " + frame);
            return;
        }
        if (!place.epoch().equals(position.epoch()) || place.offset() <= position.offset()) {
            broken("P1", "event " + place + " after position " + position);
            return;
        }
        for (PublishedChannel.Entry skipped : published.between(position, place.offset() - 1)) {
            if (wants(skipped.content())) {
                broken("P1", "event " + place + " after position " + position + ": " + skipped.place() + " is missing");
            }
        }
        checkContent(frame, entry.content(), entry.number(), entry.storedAt());
        position = place;
        lastId = id;
        if (replayLeft > 0) {
            replayLeft--;
        }
        scene.saw(Seen.DELIVERED);
        connection.delivered(entry.number());
    }

    private void volatileEvent(WireFrame frame) {
        if (replayLeft > 0) {
            broken("P2", "a live event before the last replayed one");
        }
        int number = frame.number();
        Published.VolatileEvent event = scene.published.volatileEvent(number);
        Published.LocalEvent local = scene.published.localEvent(number, lastLocal);
        if (event == null && local != null) {
            localEvent(frame, number, local);
            return;
        }
        int before = event != null && event.stayedHere() ? lastStayedHere : lastVolatile;
        if (event == null || number <= before) {
            broken("P1", "volatile event " + number + " after " + before);
            return;
        }
        picture.live("a volatile event");
        if (event.stayedHere()) {
            scene.saw(Seen.VOLATILE_STAYED_HERE);
            lastStayedHere = number;
        } else {
            lastVolatile = number;
        }
        checkContent(frame, event.content(), number, event.at());
        scene.saw(Seen.VOLATILE_DELIVERED);
    }

    /** An event that the log refused for certain. */
    private void localEvent(WireFrame frame, int number, Published.LocalEvent event) {
        lastLocal = event.order();
        checkContent(frame, event.content(), number, event.at());
        scene.saw(Seen.LOCAL_DELIVERED);
    }

    private void checkContent(WireFrame frame, EventContent content, int number, long publishedAt) {
        String view = connection.guest() ? "g" : "m";
        if (frame.number() != number
                || !view.equals(frame.field("data.v"))
                || !content.name().equals(frame.field("event"))) {
            broken("P1", "event #" + number + " arrived as " + frame);
        }
        if (!wants(content)) {
            broken("P1", "an event that is not for this subscription: " + frame);
        }
        if (publishedAt > scene.access.heldSince(connection.who(), channel)) {
            broken("P5", "event #" + number + " came though nobody knew whether access still held");
        }
        long removedAt = scene.outage.removedBefore(connection.who(), channel, publishedAt);
        boolean readLater = frame.field("event_id") != null && scene.outage.missedWhileAway(publishedAt);
        if (removedAt >= confirmedAt && readLater && scene.returnsAreSmooth()) {
            // It can only have been read after the return, and before that the removal had to be known.
            broken("P6", "event #" + number + " came, though another node had removed them before it was published");
        }
        authorisedInDoubt(number, publishedAt);
        long lostAt = scene.access.lostAt(connection.who(), channel);
        if (lostAt >= 0 && publishedAt >= lostAt && scene.now() > lostAt + scene.access.boundNanos()) {
            broken("P5", "event #" + number + " came " + (scene.now() - lostAt) / 1_000_000 + " ms after access ended");
        }
    }

    /** While a node cannot know what changed, nothing is delivered on a grant older than half a minute. */
    private void authorisedInDoubt(int number, long publishedAt) {
        if (!scene.outage.knownFor(scene.now() - publishedAt + DOUBT)) {
            return;
        }
        long least = publishedAt - HALF_A_MINUTE - DOUBT - 2 * Swarm.ASK_DEADLINE.toNanos();
        if (scene.access.answersSince(connection.who(), channel, least).stream()
                .noneMatch(AccessTruth.Answer::allowed)) {
            broken("P6", "event #" + number + " came on a grant older than half a minute in an outage");
        }
    }

    /** News of presence, locks or signals, or a whole picture. */
    void notice(WireFrame frame) {
        boolean reply = frame.field("ref") != null;
        if (!reply) {
            check(frame.type());
        } else if (state == State.NONE) {
            // A reply is not taken back with what waits for the channel, but it comes before the end.
            broken("P5", "a reply outside a subscription");
        }
        // A reply has no place among what the channel carries: it may come between a confirm and its reset.
        if (!reply && (state == State.AWAITING_RESET || replayLeft > 0)) {
            broken("P5", frame.type() + " before " + (replayLeft > 0 ? "the last replayed event" : "the reset"));
        }
        switch (frame.type()) {
            case "presence.state" -> picture.presenceState(frame);
            case "presence.update" -> picture.presenceUpdate(frame);
            case "presence.leave" -> picture.presenceLeave(frame);
            case "signal" -> picture.signal(frame);
            case "lock.state" -> picture.lockState(frame);
            case "comment.locked" -> picture.commentLocked(frame);
            default -> {
                if (frame.field("ref") != null) {
                    connection.talk().unlocked(frame, this);
                } else {
                    picture.commentUnlocked(frame);
                }
            }
        }
    }

    private boolean wants(EventContent content) {
        return request != null
                && request.filter.wants(content.name())
                && (!connection.guest() || content.guestData() != null)
                && !connection.id().equals(content.exceptConnection())
                && (connection.guest() || !connection.who().equals(content.exceptUser()));
    }

    void told(WireFrame frame) {
        check("a position");
        String id = frame.require("last_event_id");
        PublishedChannel.Place place = published().place(id);
        if (place == null
                || position == null
                || !place.epoch().equals(position.epoch())
                || place.offset() < position.offset()) {
            broken("P1", "position " + place + " after " + position);
            return;
        }
        for (PublishedChannel.Entry skipped : published().between(position, place.offset())) {
            if (wants(skipped.content())) {
                broken("P1", "position " + place + " told, but " + skipped.place() + " is missing");
            }
        }
        position = place;
        lastId = id;
        scene.saw(Seen.POSITION_TOLD);
    }

    // ---- how it ends ----

    void revoked(WireFrame frame) {
        if (state == State.NONE) {
            broken("P5", "revoked without a subscription");
        }
        if (frame.require("reason").equals("resource_deleted")) {
            connection.talk().closed(channel);
        } else {
            connection.talk().left(channel, true);
        }
        switch (frame.require("reason")) {
            case "permissions_changed" -> {
                scene.saw(Seen.REVOKED);
                if (connection.logIsRead(channel)) {
                    scene.saw(Seen.REVOKED_WHILE_LOG_IS_READ);
                }
                if (!deniedOrRevoked()) {
                    broken("P5", "revoked though nobody denied it");
                }
            }
            case "resource_deleted" -> {
                scene.saw(Seen.REVOKED_BECAUSE_CLOSED);
                requireEverythingUpToTheClosing();
            }
            case "temporarily_unavailable" -> {
                scene.saw(Seen.REVOKED_BECAUSE_UNAVAILABLE);
                if (!scene.faults.authorizerFails()) {
                    broken("P5", "revoked as unavailable though every question was answered");
                }
            }
            default -> broken("P5", "unknown reason " + frame);
        }
        ended();
    }

    /** Who loses a channel because it is closed has got everything from before. */
    private void requireEverythingUpToTheClosing() {
        List<PublishedChannel.Closing> closings = published().closings();
        if (closings.isEmpty()) {
            broken("P5", "lost though nobody closed it");
        } else if (closings.stream().noneMatch(this::complete)) {
            if (!accessInDoubt() && !inQuestionSinceTheClosing(closings)) {
                broken("P1", "closed at " + position + ", before " + closings);
            }
            scene.saw(Seen.CLOSED_WHILE_IN_QUESTION);
        }
    }

    /** Whoever's access is in question then gets nothing more, and the end. */
    private boolean inQuestionSinceTheClosing(List<PublishedChannel.Closing> closings) {
        long asked = request == null ? 0 : request.sentAt;
        long closed = closings.stream()
                .mapToLong(PublishedChannel.Closing::at)
                .filter(at -> at >= asked)
                .min()
                .orElse(asked);
        return scene.access.inQuestionSince(connection.who(), channel, closed);
    }

    private boolean deniedOrRevoked() {
        return request != null
                && (scene.access.revokedSince(connection.who(), channel, request.sentAt)
                        || scene.access.answersSince(connection.who(), channel, request.sentAt).stream()
                                .anyMatch(answer -> !answer.allowed()));
    }

    /** Whether what was queued may have been dropped. */
    private boolean accessInDoubt() {
        return scene.faults.authorizerFails() || deniedOrRevoked();
    }

    private boolean complete(PublishedChannel.Closing closing) {
        PublishedChannel.Place at = position;
        return at != null
                && (!at.epoch().equals(closing.head().epoch())
                        || firstMissing(closing.head().offset()) == null);
    }

    void ended() {
        unplaced = false;
        state = State.NONE;
        doomed = false;
        barred = false;
        replayLeft = 0;
    }

    /** The first event up to an offset that this subscription still lacks; null when it has all. */
    private PublishedChannel.@Nullable Entry firstMissing(long upTo) {
        PublishedChannel.Place at = position;
        if (at == null) {
            return null;
        }
        return published().between(at, upTo).stream()
                .filter(entry -> wants(entry.content()))
                .findFirst()
                .orElse(null);
    }

    /** Whether nothing is missing, long before the end: within the time in which a loss has to be found. */
    void requireNothingMissing(String when) {
        PublishedChannel found = scene.published.find(channel);
        PublishedChannel.Place at = position;
        if (state == State.NONE || found == null || at == null || connection.pendingOn(channel)) {
            return;
        }
        PublishedChannel.Place head = found.head();
        PublishedChannel.Entry missing = at.epoch().equals(head.epoch()) ? firstMissing(head.offset()) : null;
        if (!at.epoch().equals(head.epoch()) || missing != null) {
            broken("P3", when + " it is at " + at + ", the head is " + head);
        }
        scene.saw(Seen.FOUND_IN_TIME);
    }

    /** Whether it has everything there is. */
    void requireConverged() {
        if (state == State.NONE) {
            return;
        }
        published().requireRenewed();
        if (unplaced) {
            broken("P10", "never got a position after the outage");
            return;
        }
        PublishedChannel.Place at = position;
        PublishedChannel.Place head = published().head();
        if (state != State.LIVE || at == null || replayLeft > 0) {
            broken("P2", "never got its " + (replayLeft > 0 ? replayLeft + " replayed events" : "reset"));
        } else if (!at.epoch().equals(head.epoch())) {
            broken("P3", "is at " + at + " in an old epoch, the head is " + head);
        } else {
            PublishedChannel.Entry missing = firstMissing(head.offset());
            if (missing != null) {
                broken("P3", "is at " + at + ", the head is " + head + ", event #" + missing.number() + " never came");
            }
        }
        long lostAt = scene.access.lostAt(connection.who(), channel);
        if (lostAt >= 0) {
            broken("P6", "still subscribed, access ended at " + lostAt / 1_000_000 + " ms");
        }
        if (published().closings().stream().anyMatch(closing -> closing.at() > confirmedAt)) {
            broken("P5", "still subscribed, though the channel was closed");
        }
        scene.saw(Seen.CONVERGED);
    }

    private PublishedChannel published() {
        PublishedChannel found = scene.published.find(channel);
        if (found == null) {
            throw new IllegalStateException("nothing is known of " + channel);
        }
        return found;
    }
}

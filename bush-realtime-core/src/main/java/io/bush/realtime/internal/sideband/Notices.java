package io.bush.realtime.internal.sideband;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ViewClass;
import io.bush.realtime.internal.connection.Delivery;
import io.bush.realtime.internal.connection.OutboundQueue.Offer;
import io.bush.realtime.observe.RealtimeListener.DropReason;
import io.bush.realtime.protocol.Dialect;
import io.bush.realtime.protocol.Frame;
import io.bush.realtime.protocol.ServerMessage;
import io.bush.realtime.transport.FrameBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * News of presence, locks and signals for the live subscribers of a channel, collected over a round of its lane and then
 * handed over together, encoded once for each dialect and view class. They are never logged: whoever is not live gets the
 * whole state when it is.
 *
 * <p>Shape: what was added since the last flush, in order. Thread safety: on the channel's lane only.
 */
final class Notices {

    private final Channel channel;
    private final SidebandContext context;
    /** What waits for the end of the round. */
    private List<Notice> waiting = new ArrayList<>();

    Notices(Channel channel, SidebandContext context) {
        this.channel = channel;
        this.context = context;
    }

    /** What one view class is shown; null when it is shown nothing. */
    @FunctionalInterface
    interface Content {
        @Nullable
        ServerMessage shownTo(ViewClass view);
    }

    /** What becomes of a notice for somebody whose queue is full. */
    enum Loss {
        /** Nothing: it was of the moment. */
        HARMLESS,
        /** The subscriber's picture is wrong, and has to be sent whole when there is room. */
        SPOILS_THE_PICTURE
    }

    /**
     * One piece of news.
     *
     * @param content what to show
     * @param except the connection that is not told, or null
     * @param key a newer notice with the same key replaces a queued one; null never
     * @param loss what a loss means
     * @param whole what to show instead where everybody is shown the whole picture, and nobody is excepted; null for the same
     */
    record Notice(
            Content content,
            @Nullable String except,
            @Nullable String key,
            Loss loss,
            @Nullable Content whole) {

        Notice(Content content, @Nullable String except, @Nullable String key, Loss loss) {
            this(content, except, key, loss, null);
        }

        /** Whether a reader of this dialect is shown the whole picture instead. */
        boolean shownWhole(Dialect dialect) {
            return whole != null && dialect.presence() == Dialect.PresenceForm.WHOLE;
        }
    }

    /** Under which a whole picture replaces an older one that is still queued. */
    private static final String WHOLE_KEY = "presence.whole";

    private record Encoded(
            Dialect dialect,
            ViewClass view,
            List<@Nullable Frame> frames,
            @Nullable Delivery whole) {}

    /** Adds a notice; true when it is the first since the last flush. */
    boolean add(Notice notice) {
        waiting.add(notice);
        return waiting.size() == 1;
    }

    /** Hands over what waits; tells whose queue was full for something that must not be lost, and who goes without. */
    void flush(List<? extends Viewer> viewers, Consumer<Viewer> onLoss, Consumer<Viewer> onMissed) {
        if (waiting.isEmpty()) {
            return;
        }
        List<Notice> notices = waiting;
        waiting = new ArrayList<>();
        List<Encoded> encodings = new ArrayList<>(2);
        boolean spoils = notices.stream().anyMatch(notice -> notice.loss() == Loss.SPOILS_THE_PICTURE);
        long delivered = 0;
        for (int i = 0; i < viewers.size(); i++) {
            Viewer viewer = viewers.get(i);
            if (!viewer.live()) {
                onMissed.accept(viewer);
                continue;
            }
            Delivery delivery = deliveryFor(viewer, notices, encodings);
            if (delivery == null) {
                continue;
            }
            Offer offer = viewer.connection().outbound().offer(viewer, delivery);
            if (offer == Offer.ACCEPTED) {
                delivered += delivery.batch().frames().size();
            } else if (offer == Offer.FULL && spoils) {
                onLoss.accept(viewer);
            } else if (offer == Offer.FULL) {
                context.listener().dropped(viewer.connection().id(), channel, null, DropReason.BEHIND);
            }
        }
        context.counters().delivered.add(delivered);
    }

    private @Nullable Delivery deliveryFor(Viewer viewer, List<Notice> notices, List<Encoded> encodings) {
        Encoded encoded = encoded(viewer, notices, encodings);
        String connection = viewer.connection().id();
        for (Notice notice : notices) {
            if (connection.equals(notice.except()) && !notice.shownWhole(viewer.dialect())) {
                return select(connection, viewer.dialect(), notices, encoded.frames());
            }
        }
        return encoded.whole();
    }

    private Encoded encoded(Viewer viewer, List<Notice> notices, List<Encoded> encodings) {
        for (Encoded known : encodings) {
            if (known.dialect() == viewer.dialect() && known.view() == viewer.view()) {
                return known;
            }
        }
        List<@Nullable Frame> frames = new ArrayList<>(notices.size());
        Dialect dialect = viewer.dialect();
        int lastWhole = -1;
        for (int i = 0; i < notices.size(); i++) {
            lastWhole = notices.get(i).shownWhole(dialect) ? i : lastWhole;
        }
        for (int i = 0; i < notices.size(); i++) {
            Notice notice = notices.get(i);
            boolean overtaken = notice.shownWhole(dialect) && i < lastWhole;
            ServerMessage message =
                    overtaken ? null : contentFor(dialect, notice).shownTo(viewer.view());
            frames.add(message == null ? null : dialect.encode(message));
        }
        Encoded encoded = new Encoded(dialect, viewer.view(), frames, select(null, dialect, notices, frames));
        encodings.add(encoded);
        return encoded;
    }

    private static Content contentFor(Dialect dialect, Notice notice) {
        Content whole = notice.shownWhole(dialect) ? notice.whole() : null;
        return whole == null ? notice.content() : whole;
    }

    private static @Nullable Delivery select(
            @Nullable String connection, Dialect dialect, List<Notice> notices, List<@Nullable Frame> frames) {
        List<Frame> chosen = new ArrayList<>(frames.size());
        List<@Nullable String> keys = new ArrayList<>(frames.size());
        for (int i = 0; i < frames.size(); i++) {
            Frame frame = frames.get(i);
            Notice notice = notices.get(i);
            boolean whole = notice.shownWhole(dialect);
            boolean excepted = !whole && connection != null && connection.equals(notice.except());
            if (frame != null && !excepted) {
                chosen.add(frame);
                keys.add(whole ? WHOLE_KEY : notice.key());
            }
        }
        return chosen.isEmpty() ? null : new Delivery(FrameBatch.of(chosen), keys, false);
    }
}
